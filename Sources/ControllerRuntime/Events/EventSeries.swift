// One event and its repetitions, as the API server is told of them.
import JSONTree

/// An event that was observed once or more often.
struct EventSeries: Sendable {
  let event: Event
  /// Unique in its namespace, for ever.
  let name: String
  /// When it was first observed, as a `MicroTime`.
  let firstObserved: String
  /// When it was last observed, as a `MicroTime`.
  var lastObserved: String
  var count = 1
  /// The count that the API server knows; 0 before it knows the event.
  var writtenCount = 0
  /// When it was last observed, by the runtime's clock.
  var observedAt: Duration
  /// When it was last written, by the runtime's clock.
  var writtenAt: Duration?
  /// Whether it is about to be written.
  var isWaiting = false

  /// The namespace in which the event is stored: that of its object, or `default` for one without.
  var namespace: String { event.regarding.key.namespace ?? "default" }

  /// What tells a server that has the event of the repetitions since.
  var patch: JSON { ["series": series] }

  /// The whole event.
  func object(reporter: EventReporter) -> JSON {
    var object: JSON = [
      "apiVersion": "events.k8s.io/v1", "kind": "Event",
      "metadata": ["name": .string(name), "namespace": .string(namespace)],
      "eventTime": .string(firstObserved),
      "reportingController": .string(reporter.controller), "reportingInstance": .string(reporter.instance),
      "regarding": event.regarding.json, "type": .string(event.kind.rawValue), "reason": .string(event.reason),
      "action": .string(event.action), "note": .string(event.note),
    ]
    if let related = event.related { object["related"] = related.json }
    // A series of one is no series to the API server.
    if count > 1 { object["series"] = series }
    return object
  }

  private var series: JSON { ["count": .integer(Int64(count)), "lastObservedTime": .string(lastObserved)] }
}

/// Who tells of events.
public struct EventReporter: Sendable, Hashable {
  /// The controller's name, such as `podpattern.dev/operator`.
  public let controller: String
  /// Which of its processes, such as the pod's name; at most 128 bytes are kept.
  public let instance: String

  /// A reporter.
  public init(controller: String, instance: String) {
    self.controller = controller
    self.instance = String(decoding: instance.utf8.prefix(128), as: UTF8.self)
  }
}
