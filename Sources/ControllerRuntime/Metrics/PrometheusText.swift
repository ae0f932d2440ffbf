// Prometheus' text format, version 0.0.4.

/// The text of a scrape while it is put together.
struct PrometheusText: CustomStringConvertible {
  /// The `Content-Type` of the format.
  static let contentType = "text/plain; version=0.0.4; charset=utf-8"

  private struct Lines {
    let kind: MetricKind
    /// The lines of each series.
    var series: [MetricLabels: String] = [:]
  }

  private let descriptions: [String: MetricDescription]
  private var metrics: [String: Lines] = [:]

  init(descriptions: [String: MetricDescription]) { self.descriptions = descriptions }

  mutating func add(_ family: MetricFamily, name: String) {
    for (labels, series) in family.series { add(name, family.kind, labels, Self.lines(of: series, name, labels)) }
  }

  mutating func add(_ sample: MetricSample) {
    let name = MetricLabels.metricName(sample.name)
    add(name, sample.kind, sample.labels, "\(name)\(sample.labels.text()) \(Self.text(of: sample.value))\n")
  }

  /// A series that is there already stays: each may occur once, and a name has one kind.
  private mutating func add(_ name: String, _ kind: MetricKind, _ labels: MetricLabels, _ text: String) {
    var lines = metrics[name] ?? Lines(kind: kind)
    guard lines.kind == kind, lines.series[labels] == nil else { return }
    lines.series[labels] = text
    metrics[name] = lines
  }

  var description: String {
    metrics.sorted { $0.key < $1.key }.map { name, lines in
      let help = (descriptions[name]?.help ?? "No description.")
        .split(separator: "\\", omittingEmptySubsequences: false).joined(separator: "\\\\")
        .split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\\n")
      return "# HELP \(name) \(help)\n# TYPE \(name) \(lines.kind.rawValue)\n" + lines.series.values.sorted().joined()
    }.joined()
  }

  private static func lines(of series: MetricFamily.Series, _ name: String, _ labels: MetricLabels) -> String {
    switch series {
    case .counter(let counter): "\(name)\(labels.text()) \(counter.value)\n"
    case .gauge(let gauge): "\(name)\(labels.text()) \(text(of: gauge.value))\n"
    case .histogram(let histogram): lines(of: histogram, name, labels)
    }
  }

  private static func lines(of histogram: HistogramSeries, _ name: String, _ labels: MetricLabels) -> String {
    let reading = histogram.reading
    var total: UInt64 = 0
    var lines = ""
    for (bound, count) in zip(histogram.bounds + [.infinity], reading.counts) {
      total += count
      lines += "\(name)_bucket\(labels.text(and: ("le", text(of: bound)))) \(total)\n"
    }
    return lines + "\(name)_sum\(labels.text()) \(text(of: reading.sum))\n\(name)_count\(labels.text()) \(total)\n"
  }

  private static func text(of value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value < 0 ? "-Inf" : "+Inf" }
    return Int64(exactly: value).map(String.init) ?? "\(value)"
  }
}
