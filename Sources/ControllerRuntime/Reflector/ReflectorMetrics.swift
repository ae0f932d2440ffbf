// What a reflector counts: a watch that does not hold shows here before anything else does.
import CoreMetrics

/// The handles of a reflector's metrics, made once; the names are those that client-go's reflectors had.
struct ReflectorMetrics: Sendable {
  /// Lists that were begun, streamed ones too: more than one means that a version had expired.
  let lists: Counter
  /// Watches that were begun.
  let watches: Counter
  /// Requests that failed and were followed by a pause.
  let failures: Counter

  init(resource: String, factory: any MetricsFactory) {
    func total(_ name: String) -> Counter {
      Counter(label: "reflector_\(name)_total", dimensions: [("name", resource)], factory: factory)
    }
    lists = total("lists")
    watches = total("watches")
    failures = total("failures")
  }
}
