// How many events came to what.
import CoreMetrics

/// The counters of a recorder.
struct EventMetrics: Sendable {
  private let queued: Counter
  private let counted: Counter
  private let filtered: Counter
  private let dropped: Counter
  let failed: Counter

  init(_ factory: any MetricsFactory) {
    let make = { Counter(label: "controller_runtime_events_total", dimensions: [("result", $0)], factory: factory) }
    queued = make("queued")
    counted = make("counted")
    filtered = make("filtered")
    dropped = make("dropped")
    failed = make("failed")
  }

  func count(_ outcome: EventCorrelator.Outcome) {
    switch outcome {
    case .queued: queued.increment()
    case .counted: counted.increment()
    case .filtered: filtered.increment()
    case .dropped: dropped.increment()
    }
  }
}
