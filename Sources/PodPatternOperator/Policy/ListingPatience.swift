import ControllerRuntime
import KubernetesClient
import Synchronization

/// For how long a policy waits for the first list of a kind without a word in its status.
final class ListingPatience: Sendable {
  private let clock: RuntimeClock
  private let waitingSince = Mutex<[ObjectKey: Duration]>([:])
  private static let limit = Duration.seconds(5)

  init(clock: RuntimeClock = RuntimeClock(ContinuousClock())) { self.clock = clock }

  /// How much of it is left; `nil` for none.
  func left(for policy: ObjectKey) -> Duration? {
    let now = clock.now
    let since = waitingSince.withLock { waiting in
      let since = waiting[policy] ?? now
      waiting[policy] = since
      return since
    }
    let left = since + Self.limit - now
    return left > .zero ? left : nil
  }

  /// Notes that a policy waits no more.
  func forget(_ policy: ObjectKey) { waitingSince.withLock { _ = $0.removeValue(forKey: policy) } }
}
