import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import PodPatternAPI

/// Tells a policy's user what came of it: one write for a change, none where nothing changed.
struct PolicyStatusWriter: Sendable {
  let client: KubernetesClient
  let policies: Store<ObservedPolicy>
  let now: @Sendable () -> Date

  /// Writes the status unless it says so already.
  ///
  /// - Throws: `KubernetesError` where it can be tried again; a policy that has gone needs no status.
  func write(_ progress: PolicyProgress, of policy: ObservedPolicy, logger: Logger) async throws(KubernetesError) {
    let status = ClusterPodPatternStatus(progress, of: policy, now: now())
    guard status != policy.status else { return }
    do {
      let answer = try await client.applyStatus(status.json, of: policy.id, uid: policy.uid)
      policies.record(
        ServerObject(
          key: policy.key, resourceVersion: answer["metadata", "resourceVersion"]?.string ?? "",
          content: Result { () throws in try ObservedPolicy(answer) }))
      logger.info("status", metadata: ["ready": "\(Conditions(progress).ready.reason)"])
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
      logger.debug("the ClusterPodPattern has gone", metadata: ["error": "\(error)"])
    }
  }
}
