import FoundationEssentials
import PodPatternAPI

extension WaveLimits {
  /// The limits that a policy sets.
  ///
  /// - Parameters:
  ///   - matched: how many workloads it means.
  ///   - isHeld: whether something else than the user keeps all as they are.
  init(_ rollout: PolicyRollout, matched: Int, isHeld: Bool) {
    // The time at which a workload became available is known in whole seconds, and it may have been a second later.
    let soak = rollout.soak > .zero ? rollout.soak + .seconds(1) : .zero
    self.init(
      maxUnavailable: rollout.maxUnavailable.limit(of: matched), soak: soak / .seconds(1),
      progressDeadline: rollout.progressDeadline / .seconds(1), pauseOnFailure: rollout.pauseOnFailure,
      isPaused: rollout.paused || isHeld)
  }
}
