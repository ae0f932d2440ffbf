import FoundationEssentials
import PodPatternAPI

extension WaveLimits {
  /// The limits that a policy sets.
  ///
  /// - Parameter matched: how many workloads it means.
  init(_ rollout: PolicyRollout, matched: Int) {
    self.init(
      maxUnavailable: rollout.maxUnavailable.limit(of: matched), soak: rollout.soak / .seconds(1),
      progressDeadline: rollout.progressDeadline / .seconds(1), pauseOnFailure: rollout.pauseOnFailure,
      isPaused: rollout.paused)
  }
}
