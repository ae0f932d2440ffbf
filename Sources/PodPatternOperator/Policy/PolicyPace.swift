import ControllerRuntime
import KubernetesClient
import Synchronization

/// Sees to it that looks at policies take a small part of the time, however many workloads change at once: after each, the
/// policy rests in proportion to how long the look computed. What changes meanwhile is seen by the next look, together.
final class PolicyPace: Sendable {
  private let clock: RuntimeClock
  private let restsUntil = Mutex<[ObjectKey: Duration]>([:])
  /// Looks have at most a twentieth of the time, as long as that delays no change for more than ``longest``.
  private static let proportion = 20
  private static let shortest = Duration.milliseconds(20)
  /// A change is to be seen within a second.
  private static let longest = Duration.milliseconds(500)

  init(clock: RuntimeClock = RuntimeClock(ContinuousClock())) { self.clock = clock }

  var now: Duration { clock.now }

  /// For how long a policy still rests; `nil` where it does not.
  func rest(of policy: ObjectKey) -> Duration? {
    let left = restsUntil.withLock { $0[policy] ?? .zero } - clock.now
    return left > .zero ? left : nil
  }

  /// Notes that a look has ended, which computed for so long.
  func noteLook(at policy: ObjectKey, computed: Duration) {
    let rest = min(max(computed * Self.proportion, Self.shortest), Self.longest)
    restsUntil.withLock { $0[policy] = clock.now + rest }
  }

  /// Forgets a policy that has gone.
  func forget(_ policy: ObjectKey) { restsUntil.withLock { _ = $0.removeValue(forKey: policy) } }
}
