import ControllerRuntime
import KubernetesClient
import Synchronization

/// For how long a PodPattern or a policy waits for the first list of a kind without a word in its status.
final class ListingPatience: Sendable {
  private let clock: RuntimeClock
  private let waitingSince = Mutex<[ObjectKey: Duration]>([:])
  private static let limit = Duration.seconds(5)

  init(clock: RuntimeClock = RuntimeClock(ContinuousClock())) { self.clock = clock }

  /// How much of it is left; `nil` for none.
  func left(for key: ObjectKey) -> Duration? {
    let now = clock.now
    let since = waitingSince.withLock { waiting in
      let since = waiting[key] ?? now
      waiting[key] = since
      return since
    }
    let left = since + Self.limit - now
    return left > .zero ? left : nil
  }

  /// Notes that it waits no more.
  func forget(_ key: ObjectKey) { waitingSince.withLock { _ = $0.removeValue(forKey: key) } }
}
