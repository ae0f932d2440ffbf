// The types of Prometheus that the registry knows.

/// What a metric's values are.
public enum MetricKind: String, Sendable {
  /// Only grows, until the process starts anew.
  case counter
  /// Goes up and down.
  case gauge
  /// Counts observations by size.
  case histogram
}
