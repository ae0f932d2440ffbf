// All series of one metric.

/// The series of one name, told apart by their labels.
struct MetricFamily: Sendable {
  /// One series, and what its kind keeps.
  enum Series: Sendable {
    case counter(CounterSeries)
    case gauge(GaugeSeries)
    case histogram(HistogramSeries)
  }

  let kind: MetricKind
  private(set) var series: [MetricLabels: Series] = [:]
  private(set) var isFull = false

  init(kind: MetricKind) { self.kind = kind }

  /// The series with these labels, made if need be.
  ///
  /// - Parameter limit: how many series there may be. Beyond that, counters and histograms share one series, so that their
  ///   sum stays right, and gauges get none.
  mutating func find(_ labels: MetricLabels, limit: Int, make: () -> Series) -> Series? {
    if let existing = series[labels] { return existing }
    guard series.count < limit else {
      isFull = true
      return kind == .gauge ? nil : findMerged(labels, make: make)
    }
    let new = make()
    series[labels] = new
    return new
  }

  private mutating func findMerged(_ labels: MetricLabels, make: () -> Series) -> Series {
    if let existing = series[labels.merged] { return existing }
    let new = make()
    series[labels.merged] = new
    return new
  }
}
