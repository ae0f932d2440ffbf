import FoundationEssentials

/// What keeps a wave from doing more than is good for the cluster.
struct WaveLimits: Sendable, Hashable {
  /// How many workloads may be unavailable at once because of the policy.
  let maxUnavailable: Int
  /// For how long a workload has to be available before the next one may have its place.
  let soak: TimeInterval
  /// For how long a workload may be without becoming available before it counts as failed.
  let progressDeadline: TimeInterval
  /// Whether a failed workload keeps all others as they are.
  let pauseOnFailure: Bool
  /// Whether all others are kept as they are anyway.
  let isPaused: Bool
}
