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
      let answer = try await client.apply(
        .podPatterns, identity.key, statusObject(status, of: identity),
        options: ApplyOptions(fieldManager: fieldManager, force: true, subresource: "status"))
      podPatterns.record(answer, key: identity.key)
      logger.info("status", metadata: ["ready": "\(Conditions(progress.outcome).ready.reason)"])
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
      logger.debug("the PodPattern has gone", metadata: ["error": "\(error)"])
    }
  }

  /// With the uid, so that the status never lands on a successor of the same name.
  private func statusObject(_ status: PodPatternStatus, of identity: ObservedPodPattern.Identity) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": [
        "name": .string(identity.key.name), "namespace": .string(identity.key.namespace ?? ""),
        "uid": .string(identity.uid),
      ],
      "status": status.json,
    ]
  }
}
