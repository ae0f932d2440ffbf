import JSONTree

/// A check of one of the library's own containers, as a readiness or a startup probe.
struct Probe: Sendable {
  private let handler: JSON

  /// A program in the container that ends with code 0: the only way to ask what listens on localhost alone.
  static func exec(_ command: [String]) -> Probe {
    Probe(handler: ["exec": ["command": .array(command.map(JSON.string))]])
  }

  /// A request to a port of the pod.
  static func httpGet(path: String, port: Int) -> Probe {
    Probe(handler: ["httpGet": ["path": .string(path), "port": .integer(Int64(port))]])
  }

  /// A connection to a port of the pod.
  static func tcpSocket(port: Int) -> Probe {
    Probe(handler: ["tcpSocket": ["port": .integer(Int64(port))]])
  }

  /// The probe, once in so many seconds.
  func every(seconds: Int64) -> JSON {
    var probe = handler
    probe["periodSeconds"] = .integer(seconds)
    return probe
  }

  /// The probe of a native sidecar: the application starts once it has succeeded.
  var untilStarted: JSON {
    var probe = every(seconds: 1)
    probe["failureThreshold"] = 60
    return probe
  }
}
