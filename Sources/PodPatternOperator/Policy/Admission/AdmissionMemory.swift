import ControllerRuntime
import FoundationEssentials
import Synchronization

/// What the API server was last seen to have of what policies tell it, so that it is not asked at every look.
final class AdmissionMemory: Sendable {
  /// What one look at the API server holds for.
  struct Basis: Sendable, Hashable {
    let uid: String
    let generation: Int
    /// Whether Pods go on being extended as before.
    let keepsExtending: Bool
  }

  /// What was found, and when.
  private struct Check {
    let basis: Basis
    let at: Duration
    let changedAt: Duration
    let inForceSince: Date?
  }

  /// For how long one of the API server's replicas may not heed yet what it is told: they look for changes once a second.
  private static let propagation = Duration.seconds(5)

  private let clock: RuntimeClock
  private let interval: Duration
  private let checks = Mutex<[String: Check]>([:])

  /// - Parameter interval: how long it is taken for granted that nobody else changes anything there.
  init(interval: Duration, clock: RuntimeClock = RuntimeClock(ContinuousClock())) {
    self.interval = interval
    self.clock = clock
  }

  /// Whether the API server need not be asked for something.
  ///
  /// - Parameter isWanted: whether it is to have anything; what it has not is not looked for twice.
  func holds(_ policy: String, _ basis: Basis, isWanted: Bool) -> Bool {
    guard let check = checks.withLock({ $0[policy] }), check.basis == basis else { return false }
    return !isWanted || check.at + interval > clock.now
  }

  /// How far the API server was when it was last looked at.
  func state(of policy: String, isWanted: Bool) -> AdmissionState {
    guard let check = checks.withLock({ $0[policy] }) else { return AdmissionState() }
    let now = clock.now
    return AdmissionState(
      extendsFrom: check.inForceSince?.addingTimeInterval(Self.propagation / .seconds(1)),
      settling: (check.changedAt + Self.propagation - now).positive,
      again: isWanted ? max(check.at + interval - now, .zero) : nil)
  }

  /// Notes that the API server has what it is to have.
  ///
  /// - Parameters:
  ///   - inForceSince: since when, by its own clock; `nil` where it is to extend no Pods.
  ///   - hasChanged: whether it was told just now; the first time counts as such, and so does what others have changed: the
  ///     garbage collector may be the first to delete what belonged to a policy that is gone.
  func note(_ policy: String, _ basis: Basis, inForceSince: Date?, hasChanged: Bool) {
    let now = clock.now
    checks.withLock { checks in
      let before = checks[policy].flatMap { check in
        let isSame = check.basis.uid == basis.uid && check.inForceSince == inForceSince && !hasChanged
        return isSame ? check.changedAt : nil
      }
      checks[policy] = Check(basis: basis, at: now, changedAt: before ?? now, inForceSince: inForceSince)
    }
  }

  /// Forgets a policy that has gone.
  func forget(_ policy: String) { checks.withLock { _ = $0.removeValue(forKey: policy) } }
}

extension Duration {
  /// Itself where it is more than nothing.
  fileprivate var positive: Duration? { self > .zero ? self : nil }
}
