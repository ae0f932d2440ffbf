import FoundationEssentials
import PodPatternAPI

extension ClusterPodPatternStatus {
  /// The longest message of a single failure; the rest is in the PodPattern's own status.
  private static let maximumFailureLength = 1024

  /// The status that tells of a look at a policy; conditions that say what they said keep their transition time.
  init(_ progress: PolicyProgress, of policy: ObservedPolicy, now: Date) {
    let failures = progress.failures.prefix(Self.maximumFailures).map { failure in
      PolicyFailure(
        kind: failure.id.resource.kind, namespace: failure.id.key.namespace ?? "", name: failure.id.key.name,
        message: String(failure.reason.message.unicodeScalars.prefix(Self.maximumFailureLength)))
    }
    self.init(
      observedGeneration: policy.generation,
      conditions: Conditions(progress).conditions(
        generation: policy.generation, after: policy.status?.conditions ?? [], now: now),
      revision: progress.revision, delivery: progress.delivery, counts: progress.counts, failures: Array(failures))
  }
}
