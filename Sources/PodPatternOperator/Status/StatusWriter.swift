import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import PodPatternAPI

/// Tells a PodPattern's user what came of it: one write for a change, none where nothing changed.
struct StatusWriter: Sendable {
  let client: KubernetesClient
  let podPatterns: Store<StoredPodPattern>
  let now: @Sendable () -> Date

  /// Writes the status unless it says so already.
  ///
  /// - Throws: `KubernetesError` where it can be tried again; a PodPattern that has gone needs no status.
  func write(_ progress: Progress, of observed: ObservedPodPattern, logger: Logger) async throws(KubernetesError) {
    let status = PodPatternStatus(progress, of: observed, now: now())
    guard status != observed.status else { return }
    let identity = observed.identity
    do {
      try await podPatterns.write(identity.key, isSettled: { !$0.isAwaited }) { () throws(KubernetesError) in
        let answer = try await client.applyStatus(
          status.json, of: ObjectID(resource: .podPatterns, key: identity.key), uid: identity.uid)
        return ServerObject(answer, key: identity.key)
      }
      logger.info("status", metadata: ["ready": "\(Conditions(progress.outcome).ready.reason)"])
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
      logger.debug("the PodPattern has gone", metadata: ["error": "\(error)"])
    }
  }
}

extension KubernetesClient {
  /// Applies the status of an object; with the uid, so that it never lands on a successor of the same name.
  func applyStatus(_ status: JSON, of id: ObjectID, uid: String) async throws(KubernetesError) -> JSON {
    var object = id.nothing(uid: uid)
    object["status"] = status
    return try await apply(
      id.resource, id.key, object,
      options: ApplyOptions(fieldManager: fieldManager, force: true, subresource: "status"),
      keeping: ManagedFields.omitted)
  }
}
