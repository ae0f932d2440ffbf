import ControllerRuntime
import JSONTree
import KubernetesClient
import Synchronization

/// What the API server does not let the operator write for now, so that it is not asked at every look.
final class MemberRefusals: Sendable {
  private struct Refusal {
    let wanted: Fingerprint
    let failure: WorkloadFailure
    let until: Duration
  }

  private let refusals = Mutex<[String: [ObjectKey: Refusal]]>([:])
  private let clock: RuntimeClock
  /// After how long it is asked again.
  let interval: Duration

  init(interval: Duration, clock: RuntimeClock = RuntimeClock(ContinuousClock())) {
    self.interval = interval
    self.clock = clock
  }

  /// Why a member could not be written as it is wanted, and whether it is to be tried again; `nil` where it was not refused.
  func failure(
    of key: ObjectKey, of policy: String, wanted: Fingerprint
  ) -> (reason: WorkloadFailure, isDue: Bool)? {
    let now = clock.now
    return refusals.withLock { refusals in
      refusals[policy]?[key].flatMap { $0.wanted == wanted ? ($0.failure, $0.until <= now) : nil }
    }
  }

  /// Whether something is to be tried again.
  func hasAny(of policy: String) -> Bool {
    let now = clock.now
    return refusals.withLock { refusals in
      refusals[policy]?.values.contains { $0.until > now } ?? false
    }
  }

  /// Notes what the server said.
  func note(_ error: KubernetesError, of key: ObjectKey, of policy: String, wanted: Fingerprint) {
    let reason = error.isForbidden ? "Forbidden" : "Rejected"
    let message = "the API server does not accept PodPattern \(key): \(error.status?.message ?? "\(error)")"
    let refusal = Refusal(
      wanted: wanted, failure: WorkloadFailure(reason: reason, message: message), until: clock.now + interval)
    refusals.withLock { $0[policy, default: [:]][key] = refusal }
  }

  /// Forgets what the server said of a member that it has accepted since.
  func forget(_ key: ObjectKey, of policy: String) {
    refusals.withLock { _ = $0[policy]?.removeValue(forKey: key) }
  }

  /// Forgets all members of a policy.
  func forget(_ policy: String) { refusals.withLock { _ = $0.removeValue(forKey: policy) } }
}
