import JSONTree
import PodPatternAPI

// What the kubelet asks the application, once a front has taken over its port: the question goes to the front, which
// lets it pass; or the reason is told why it will fail.

/// A probe or a hook by which the kubelet connects to the application.
struct KubeletCheck: Sendable {
  enum Kind: String, CaseIterable {
    case httpGet, tcpSocket, grpc
  }

  let kind: Kind
  /// The number of the port, wherever it is given by name.
  let port: Int
  /// Where the check stands in the container, such as `readinessProbe`.
  let keys: [String]
  /// The action itself, such as the value of `httpGet`.
  let action: JSON
  let path: FieldPath

  /// All checks of a container, of which patterns may replace the probes.
  static func all(of container: Sourced<JSON>, patterns: [Pattern]) -> [KubeletCheck] {
    let replacements = replacements(in: patterns)
    let places =
      ["startupProbe", "readinessProbe", "livenessProbe"].map { [$0] }
      + ["postStart", "preStop"].map { ["lifecycle", $0] }
    return places.flatMap { keys -> [KubeletCheck] in
      let replacement = replacements[keys[0]]
      let handler = replacement?.value ?? keys.reduce(container.value) { $0[$1] ?? .null }
      let place = replacement?.source.path ?? keys.reduce(container.source.path) { $0.appending($1) }
      return Kind.allCases.compactMap { kind -> KubeletCheck? in
        guard let action = handler[kind.rawValue]?.nonNull, let port = number(of: action["port"], in: container) else {
          return nil
        }
        return KubeletCheck(kind: kind, port: port, keys: keys, action: action, path: place.appending(kind.rawValue))
      }
    }
  }

  /// The first of each probe that a pattern gives the application: another one would be a conflict.
  private static func replacements(in patterns: [Pattern]) -> [String: Sourced<JSON>] {
    var replacements: [String: Sourced<JSON>] = [:]
    for (index, pattern) in patterns.enumerated() {
      let path = FieldPath("spec", "patterns").appending(index: index).appending("application")
      for (field, probe) in pattern.application?.probes ?? [:] where replacements[field.rawValue] == nil {
        let source = Source(holder: "pattern \"\(pattern.name)\"", path: path.appending(field.rawValue))
        replacements[field.rawValue] = Sourced(probe, source)
      }
    }
    return replacements
  }

  /// The number of a port that is given as a number or by its name in the container.
  private static func number(of port: JSON?, in container: Sourced<JSON>) -> Int? {
    if let number = port?.integer { return Int(exactly: number) }
    let named = container.elements("ports").first { $0.name != nil && $0.value["name"] == port }
    return named?.value["containerPort"]?.integer.flatMap { Int(exactly: $0) }
  }

  /// The path of an HTTP request, without its query.
  var requestPath: String {
    let path = (action["path"]?.string ?? "").prefix { $0 != "?" }
    return path.hasPrefix("/") ? String(path) : "/\(path)"
  }

  /// Whether the request goes to the pod's own address.
  fileprivate var asksPod: Bool { action["host"]?.string?.isEmpty != false }
}

extension Fronts {
  /// What becomes of a check.
  enum Outcome: Sendable {
    /// No front has to do with it.
    case unchanged
    /// It is sent to the outermost front, and each of these lets its path pass although it demands something.
    case passes(to: Front, opening: [Front])
    /// It fails, or says nothing, and this is why.
    case warned(String)
  }

  /// What becomes of a check of the application.
  func outcome(of check: KubeletCheck) -> Outcome {
    let way = way(to: check.port)
    guard let outer = way.first, check.asksPod else { return .unchanged }
    let pattern = "pattern \"\(outer.pattern)\" (\(outer.listenPath))"
    switch check.kind {
    case .httpGet: return outcome(ofRequest: check, through: way, to: outer)
    case .tcpSocket where check.port == outer.listenPort:
      return .warned(
        "succeeds as soon as \(pattern) listens on port \(check.port), whether or not the application does; "
          + advice(outer))
    case .grpc where check.port == outer.listenPort && outer.endsTLS:
      return .warned("speaks without TLS to port \(check.port), where \(pattern) ends TLS, and will fail; use exec")
    case .grpc where check.port == outer.listenPort:
      return .warned("has no token for port \(check.port), where \(pattern) \(outer.does), and will fail; use exec")
    case .tcpSocket, .grpc:
      return .warned(
        "asks port \(check.port) at the pod's address, where the application no longer answers once it listens on "
          + "127.0.0.1 alone behind \(pattern); \(check.kind == .grpc ? "use exec" : advice(outer))")
    }
  }

  private func outcome(ofRequest check: KubeletCheck, through way: [Front], to outer: Front) -> Outcome {
    let demanding = way.filter { $0.demand != nil }
    guard let first = demanding.first, let demand = first.demand else { return .passes(to: outer, opening: []) }
    let reason = "has no way to show \(demand), which pattern \"\(first.pattern)\" demands (\(first.listenPath))"
    guard demanding.allSatisfy(\.seesRequests) else {
      return .warned("\(reason), and will fail: a front with protocol TCP cannot let a single path pass; use exec")
    }
    guard check.requestPath.isPlainPath else {
      return .warned(
        "\(reason), and will fail: only a path of letters, digits and \(String.plainPathPunctuation) can be let pass "
          + "without; use such a path, or exec")
    }
    return .passes(to: outer, opening: demanding)
  }

  private func advice(_ front: Front) -> String {
    front.seesRequests ? "use httpGet with scheme \(front.scheme) on port \(front.listenPort), or exec" : "use exec"
  }

  /// The paths that the kubelet asks for, which a front has to let pass although it demands something.
  func openPaths(at front: Front, for checks: [KubeletCheck]) -> [String] {
    let paths = checks.filter { check in
      guard case .passes(_, let opening) = outcome(of: check) else { return false }
      return opening.contains(front)
    }.map(\.requestPath)
    return Set(paths).sorted()
  }

  /// The application's container with every check sent where it passes.
  func redirecting(_ checks: [KubeletCheck], of application: JSON) -> JSON {
    var container = application
    for check in checks {
      guard case .passes(let front, _) = outcome(of: check) else { continue }
      var action = check.action
      action["port"] = .integer(Int64(front.listenPort))
      if front.endsTLS || action["scheme"] != nil { action["scheme"] = .string(front.scheme) }
      container.set(check.keys + [check.kind.rawValue], to: action)
    }
    return container
  }
}

extension Front {
  /// The scheme of a probe that speaks to it.
  fileprivate var scheme: String { endsTLS ? "HTTPS" : "HTTP" }
}

extension String {
  fileprivate static let plainPathPunctuation = "-._~:@!&'()*+,=/"

  /// Whether the path of a probe means the same to every proxy, with nothing to decode, and can stand in quotes in the
  /// configuration of each.
  fileprivate var isPlainPath: Bool {
    utf8.count <= 1024 && utf8.allSatisfy { $0.isASCIILetterOrDigit || Self.plainPathPunctuation.utf8.contains($0) }
      && !contains("//") && !contains("/.")
  }
}
