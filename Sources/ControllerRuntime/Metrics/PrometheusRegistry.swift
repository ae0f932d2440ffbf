// The backend of swift-metrics that Prometheus scrapes.
import CoreMetrics
import Logging
import Synchronization

/// Keeps the values of all metrics, and writes them in Prometheus' text format.
///
/// - Expected flow: make one, hand it to `MetricsSystem.bootstrap(_:)` or to what takes a `MetricsFactory`, and serve
///   ``scrape()`` under `/metrics`.
/// - Guarantees: an increment is one atomic addition, an observation one short lock; neither allocates. The same name and
///   labels always mean the same series. Whatever a label or a name contains, the text stays valid. No name has more than
///   `seriesLimit` series of what is counted and measured: what comes after them is counted in one series more, whose
///   labels are all `(other)`, or not at all for gauges. Nothing runs between scrapes.
/// - Assumptions: emitters keep their counters, gauges and timers, rather than look them up for each increment.
/// - Caveats: a name belongs to the kind that was made first under it; what another kind records there is lost, and
///   logged. A timer's histogram is in seconds, and gets the ending `_seconds` where its name has it not. `destroy()`
///   leaves a series in place: to Prometheus, a counter that vanishes and comes back is a restart. How many series a
///   collector returns is its own affair; they are not limited.
/// - Errors: none.
public final class PrometheusRegistry: MetricsFactory {
  private let families = Mutex<[String: MetricFamily]>([:])
  private let collectors = Mutex<[@Sendable () -> [MetricSample]]>([])
  private let descriptions: [String: MetricDescription]
  private let seriesLimit: Int
  private let logger: Logger

  /// An empty registry.
  ///
  /// - Parameters:
  ///   - descriptions: Help texts and buckets by name, beside those of ``MetricDescription/known``.
  ///   - seriesLimit: How many series one name may have, other than those of collectors.
  ///   - logger: Where names that cannot be served are told, once each.
  public init(descriptions: [String: MetricDescription] = [:], seriesLimit: Int = 1000, logger: Logger) {
    self.descriptions = MetricDescription.known.merging(descriptions) { $1 }
    self.seriesLimit = seriesLimit
    self.logger = logger
  }

  /// Adds values that are computed at each scrape.
  ///
  /// - Parameter collector: Returns the values; called by any thread, several at once perhaps. It must return quickly.
  public func register(collector: @escaping @Sendable () -> [MetricSample]) {
    collectors.withLock { $0.append(collector) }
  }

  /// All values in Prometheus' text format, version 0.0.4.
  public func scrape() -> String {
    var text = PrometheusText(descriptions: descriptions)
    for (name, family) in families.withLock({ $0 }) { text.add(family, name: name) }
    for collector in collectors.withLock({ $0 }) { collector().forEach { text.add($0) } }
    return text.description
  }

  /// The counter of that name and these labels.
  public func makeCounter(label: String, dimensions: [(String, String)]) -> any CounterHandler {
    let series = find(label, dimensions, kind: .counter) { _ in .counter(CounterSeries()) }
    guard case .counter(let counter) = series else { return NOOPMetricsHandler.instance }
    return counter
  }

  /// The gauge of that name and these labels.
  public func makeMeter(label: String, dimensions: [(String, String)]) -> any MeterHandler {
    gauge(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  /// The histogram of that name and these labels; the gauge where nothing is to be aggregated.
  public func makeRecorder(label: String, dimensions: [(String, String)], aggregate: Bool) -> any RecorderHandler {
    guard aggregate else { return gauge(label, dimensions) ?? NOOPMetricsHandler.instance }
    return histogram(label, dimensions) ?? NOOPMetricsHandler.instance
  }

  /// The histogram of that name, in seconds, and these labels.
  public func makeTimer(label: String, dimensions: [(String, String)]) -> any TimerHandler {
    let name = label.hasSuffix("_seconds") ? label : "\(label)_seconds"
    return histogram(name, dimensions) ?? NOOPMetricsHandler.instance
  }

  /// Does nothing: series stay.
  public func destroyCounter(_ handler: any CounterHandler) {}
  /// Does nothing: series stay.
  public func destroyMeter(_ handler: any MeterHandler) {}
  /// Does nothing: series stay.
  public func destroyRecorder(_ handler: any RecorderHandler) {}
  /// Does nothing: series stay.
  public func destroyTimer(_ handler: any TimerHandler) {}
}

extension PrometheusRegistry {
  private func gauge(_ label: String, _ dimensions: [(String, String)]) -> GaugeSeries? {
    let series = find(label, dimensions, kind: .gauge) { _ in .gauge(GaugeSeries()) }
    guard case .gauge(let gauge) = series else { return nil }
    return gauge
  }

  private func histogram(_ label: String, _ dimensions: [(String, String)]) -> HistogramSeries? {
    let series = find(label, dimensions, kind: .histogram) { description in
      .histogram(HistogramSeries(bounds: description?.buckets ?? MetricDescription.defaultBuckets))
    }
    guard case .histogram(let histogram) = series else { return nil }
    return histogram
  }

  /// The series, or `nil` where the name cannot have it.
  private func find(
    _ label: String, _ dimensions: [(String, String)], kind: MetricKind,
    make: (MetricDescription?) -> MetricFamily.Series
  ) -> MetricFamily.Series? {
    let name = MetricLabels.metricName(label)
    let labels = MetricLabels(dimensions)
    let (series, kindBefore, hasFilled) = families.withLock { families in
      var family = families[name] ?? MetricFamily(kind: kind)
      guard family.kind == kind else { return (MetricFamily.Series?.none, family.kind, false) }
      let wasFull = family.isFull
      let series = family.find(labels, limit: seriesLimit) { make(descriptions[name]) }
      families[name] = family
      return (series, kind, family.isFull && !wasFull)
    }
    if kindBefore != kind {
      logger.error("a metric is used as two kinds", metadata: ["metric": "\(name)", "kinds": "\(kindBefore), \(kind)"])
    }
    if hasFilled {
      logger.warning("a metric has too many series", metadata: ["metric": "\(name)", "limit": "\(seriesLimit)"])
    }
    return series
  }
}
