// What people read about a metric, and how fine its histogram is.

/// The help text of a metric, and the bounds of its buckets where it is a histogram.
public struct MetricDescription: Sendable {
  /// What the values say, in one sentence.
  public var help: String
  /// The upper bounds of a histogram's buckets, growing; in seconds for a timer.
  public var buckets: [Double]

  /// A description.
  ///
  /// - Parameters:
  ///   - help: What the values say, in one sentence.
  ///   - buckets: The upper bounds of a histogram's buckets; the default spans 5 ms to 10 s, as Prometheus' own clients do.
  public init(help: String, buckets: [Double] = MetricDescription.defaultBuckets) {
    self.help = help
    self.buckets = buckets
  }

  /// Bounds from 5 ms to 10 s.
  public static let defaultBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
}
