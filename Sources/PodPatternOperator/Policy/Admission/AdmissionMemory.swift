import ControllerRuntime
import Synchronization

/// When the API server was last seen to have what policies tell it, so that it is not asked at every look.
final class AdmissionMemory: Sendable {
  /// What one look at the API server holds for.
  struct Basis: Sendable, Hashable {
    let uid: String
    let generation: Int
  }

  private let clock: RuntimeClock
  private let interval: Duration
  private let checks = Mutex<[String: (basis: Basis, at: Duration)]>([:])

  /// - Parameter interval: how long it is taken for granted that nobody else changes anything there.
  init(interval: Duration, clock: RuntimeClock = RuntimeClock(ContinuousClock())) {
    self.interval = interval
    self.clock = clock
  }

  /// After how long the API server is to be asked again; `nil` for now.
  func rest(of policy: String, _ basis: Basis) -> Duration? {
    guard let check = checks.withLock({ $0[policy] }), check.basis == basis else { return nil }
    let left = check.at + interval - clock.now
    return left > .zero ? left : nil
  }

  /// Whether the API server was ever asked for this.
  func knows(_ policy: String, _ basis: Basis) -> Bool { checks.withLock { $0[policy]?.basis == basis } }

  /// Notes that the API server has what it is to have.
  func note(_ policy: String, _ basis: Basis) {
    let now = clock.now
    checks.withLock { $0[policy] = (basis, now) }
  }

  /// Forgets a policy that has gone.
  func forget(_ policy: String) { checks.withLock { _ = $0.removeValue(forKey: policy) } }
}
