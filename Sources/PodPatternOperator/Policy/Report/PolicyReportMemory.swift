import ControllerRuntime
import JSONTree
import KubernetesClient
import Synchronization

/// What the PolicyReports in the cluster say, so that nothing is written twice, and when they may be written again.
final class PolicyReportMemory: Sendable {
  private struct State {
    var known: [String: [ObjectKey: Fingerprint]] = [:]
    var writes: [String: Duration] = [:]
    var served: (isServed: Bool, until: Duration)?
  }

  /// For how long a policy's reports stay as they are after a write.
  private static let pause = Duration.seconds(2)

  private let clock: RuntimeClock
  private let interval: Duration
  private let state = Mutex(State())

  /// - Parameter interval: for how long it is taken for granted that the cluster knows PolicyReports, or does not.
  init(interval: Duration, clock: RuntimeClock = RuntimeClock(ContinuousClock())) {
    self.interval = interval
    self.clock = clock
  }

  /// Whether the cluster knows PolicyReports; `nil` where it is to be asked.
  var isServed: Bool? {
    let now = clock.now
    return state.withLock { state in state.served.flatMap { $0.until > now ? $0.isServed : nil } }
  }

  func noteServed(_ isServed: Bool) {
    let until = clock.now + interval
    state.withLock { $0.served = (isServed, until) }
  }

  /// After how long the reports of a policy may be written again; `nil` for now.
  func rest(of policy: String) -> Duration? {
    guard let last = state.withLock({ $0.writes[policy] }) else { return nil }
    let left = last + Self.pause - clock.now
    return left > .zero ? left : nil
  }

  /// What the reports of a policy say; `nil` where the server is to be asked.
  func known(of policy: String) -> [ObjectKey: Fingerprint]? { state.withLock { $0.known[policy] } }

  func note(_ known: [ObjectKey: Fingerprint], of policy: String, wrote: Bool) {
    let now = clock.now
    state.withLock { state in
      state.known[policy] = known
      if wrote { state.writes[policy] = now }
    }
  }

  func forget(_ policy: String) {
    state.withLock { state in
      state.known[policy] = nil
      state.writes[policy] = nil
    }
  }
}
