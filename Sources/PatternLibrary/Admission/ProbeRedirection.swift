import JSONTree

/// Sends a request of the kubelet, whose port a pattern has taken over, to the pattern's own port; what the composer does
/// for templates (`KubeletChecks.swift`), for Pods that are not known yet.
struct ProbeRedirection: Sendable {
  /// Where the probe or hook stands in the container.
  let keys: [String]
  /// The port that it asks.
  let port: Int
  /// The port to ask instead.
  let listenPort: Int
  /// `HTTPS`, or `nil` to leave it as it is.
  let scheme: String?

  private static let places =
    ["startupProbe", "readinessProbe", "livenessProbe"].map { [$0] }
    + ["postStart", "preStop"].map { ["lifecycle", $0] }

  /// The redirections that the fronts of a pod need; for those that demand something of the kubelet see ``warnings(_:)``.
  static func all(_ fronts: Fronts) -> [ProbeRedirection] {
    ports(of: fronts).flatMap { port -> [ProbeRedirection] in
      guard case .passes(let front, opening: []) = fronts.outcome(of: .request(to: port)) else { return [] }
      return places.map {
        ProbeRedirection(keys: $0, port: port, listenPort: front.listenPort, scheme: front.endsTLS ? "HTTPS" : nil)
      }
    }
  }

  /// That requests of the kubelet will fail at fronts that demand something.
  static func warnings(_ fronts: Fronts) -> [Warning] {
    fronts.all.filter { $0.demand != nil }.map { front in
      Warning(
        path: front.listenPath,
        message:
          "the kubelet cannot show \(front.demand ?? ""), and what a Pod's probes ask is not known before it is there: "
          + "httpGet and grpc probes of port \(front.listenPort) will fail; use exec, or give the application its probes "
          + "here")
    }
  }

  private static func ports(of fronts: Fronts) -> [Int] {
    Set(fronts.all.flatMap { [$0.listenPort, $0.applicationPort] }).sorted()
  }

  /// - Parameter container: a CEL expression of the container.
  func patch(of container: String) -> JSONPatchExpression {
    let request = (keys + ["httpGet"]).reduce(container) { "\($0).?\($1)" }
    let asked = "\(request).?port.orValue(0)"
    let isAsked =
      "(\(asked) == \(port) || \(container).?ports.orValue([]).exists(p, dyn(p.?name.orValue(\"\")) == dyn(\(asked)) "
      + "&& p.containerPort == \(port)))"
    let isOwnAddress = "\(request).?host.orValue(\"\") == \"\""
    let port = JSONPatchExpression.add(
      .integer(Int64(listenPort)), at: .inApplication(keys + ["httpGet", "port"]))
    let scheme = scheme.map {
      JSONPatchExpression.add(.string($0), at: .inApplication(keys + ["httpGet", "scheme"]))
    }
    return JSONPatchExpression.all([port, scheme].compactMap(\.self)).when("\(isAsked) && \(isOwnAddress)")
  }
}

extension KubeletCheck {
  /// A request whose path says nothing.
  fileprivate static func request(to port: Int) -> KubeletCheck {
    KubeletCheck(
      kind: .httpGet, port: port, keys: [], action: ["path": "/", "port": .integer(Int64(port))], path: FieldPath())
  }
}
