// One counter: an atomic number.
import CoreMetrics
import Synchronization

/// A number that only grows.
final class CounterSeries: CounterHandler {
  private let count = Atomic<Int64>(0)

  var value: Int64 { count.load(ordering: .relaxed) }

  /// A negative amount changes nothing: a counter that sinks looks like a restart.
  func increment(by amount: Int64) {
    guard amount > 0 else { return }
    count.wrappingAdd(amount, ordering: .relaxed)
  }

  func reset() { count.store(0, ordering: .relaxed) }
}
