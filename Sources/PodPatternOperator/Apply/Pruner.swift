import KubernetesClient
import PodPatternAPI

/// Deletes what a PodPattern wants no longer.
struct Pruner: Sendable {
  let client: KubernetesClient

  /// Deletes an object unless it is gone, being deleted, or another one of the same name by now.
  ///
  /// - Returns: whether the object is certainly gone.
  /// - Throws: `KubernetesError` where the server could not be asked.
  func prune(_ live: LiveObject) async throws(KubernetesError) -> Bool {
    guard !live.isBeingDeleted else { return false }
    do {
      let answer = try await client.delete(
        live.id.resource, live.id.key, preconditions: Preconditions(uid: live.uid), propagation: .background)
      return answer["metadata", "deletionTimestamp"] == nil
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
      return true
    }
  }
}
