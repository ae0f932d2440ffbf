// What a work queue counts and measures, under the names of client-go.
import CoreMetrics

/// The handles of a queue's metrics, made once.
struct QueueMetrics: Sendable {
  let adds: Counter
  let retries: Counter
  let queueDuration: Timer
  let workDuration: Timer
  private let normalDepth: Meter
  private let lowDepth: Meter

  init(name: String, factory: any MetricsFactory) {
    let labels = [("name", name), ("controller", name)]
    func depth(_ priority: QueuePriority) -> Meter {
      let meter = Meter(
        label: "workqueue_depth", dimensions: labels + [("priority", "\(priority.rawValue)")], factory: factory)
      meter.set(0)
      return meter
    }
    adds = Counter(label: "workqueue_adds_total", dimensions: labels, factory: factory)
    retries = Counter(label: "workqueue_retries_total", dimensions: labels, factory: factory)
    queueDuration = Timer(label: "workqueue_queue_duration_seconds", dimensions: labels, factory: factory)
    workDuration = Timer(label: "workqueue_work_duration_seconds", dimensions: labels, factory: factory)
    normalDepth = depth(.normal)
    lowDepth = depth(.low)
  }

  /// Notes how the depths changed. Differences may be noted in any order, and so without the queue's lock.
  func depthChanged(by difference: QueueDepth) {
    normalDepth.change(by: difference.normal)
    lowDepth.change(by: difference.low)
  }
}

/// How many keys wait by priority, or by how many these numbers differ.
struct QueueDepth: Sendable, Hashable {
  let normal: Int
  let low: Int

  static func - (first: QueueDepth, second: QueueDepth) -> QueueDepth {
    QueueDepth(normal: first.normal - second.normal, low: first.low - second.low)
  }
}

extension Meter {
  /// Adds a number that may be negative, which neither `increment` nor `decrement` has to take.
  fileprivate func change(by difference: Int) {
    if difference > 0 { increment(by: Double(difference)) }
    if difference < 0 { decrement(by: Double(-difference)) }
  }
}

extension Timer {
  /// Records a duration of less than some 292 years.
  func record(_ duration: Duration) {
    recordNanoseconds(Int64(duration / .nanoseconds(1)))
  }
}
