// One histogram: how many observations were how large.
import CoreMetrics
import Synchronization

/// Observations by size; a timer's are in seconds.
final class HistogramSeries: TimerHandler, RecorderHandler {
  /// What a scrape sees, from one moment.
  struct Reading: Sendable {
    /// The observations of each bucket alone; the last one is above all bounds.
    var counts: [UInt64]
    var sum = 0.0
  }

  /// The upper bounds, growing, without the infinite one.
  let bounds: [Double]
  private let state: Mutex<Reading>

  init(bounds: [Double]) {
    self.bounds = bounds
    state = Mutex(Reading(counts: Array(repeating: 0, count: bounds.count + 1)))
  }

  var reading: Reading { state.withLock { $0 } }

  func record(_ value: Double) {
    guard !value.isNaN else { return }
    let bucket = bounds.firstIndex { value <= $0 } ?? bounds.count
    state.withLock { reading in
      reading.counts[bucket] += 1
      reading.sum += value
    }
  }

  func record(_ value: Int64) { record(Double(value)) }
  func recordNanoseconds(_ duration: Int64) { record(Double(duration) / 1e9) }
}
