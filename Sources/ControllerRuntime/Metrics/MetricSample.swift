// Values that are computed when somebody asks for them.

/// One value of a metric, computed at a scrape.
public struct MetricSample: Sendable {
  let name: String
  let kind: MetricKind
  let labels: MetricLabels
  let value: Double

  /// A value that goes up and down.
  ///
  /// - Parameters:
  ///   - name: The metric's name.
  ///   - labels: Names and values of its labels.
  ///   - value: The value, in the unit that the name ends in.
  public static func gauge(_ name: String, labels: [(String, String)] = [], _ value: Double) -> MetricSample {
    MetricSample(name: name, kind: .gauge, labels: MetricLabels(labels), value: value)
  }

  /// A value that only grows; the parameters are those of ``gauge(_:labels:_:)``.
  public static func counter(_ name: String, labels: [(String, String)] = [], _ value: Double) -> MetricSample {
    MetricSample(name: name, kind: .counter, labels: MetricLabels(labels), value: value)
  }
}
