import JSONTree
import PodPatternAPI

/// A port of the pod that a proxy has taken over from the application, and the port that it passes everything on to.
///
/// Other patterns ask for it: an exporter that speaks to the application must not go through it.
struct Front: Sendable, Hashable {
  /// What the proxy is there for.
  enum Duty: Sendable, Hashable {
    /// It ends TLS, and may ask for a client certificate.
    case endTLS(demandsCertificate: Bool)
    /// It lets only requests with a token through.
    case verifyTokens
  }

  let pattern: String
  let duty: Duty
  /// Whether the proxy sees requests, so that it can let single paths pass; else it sees bytes.
  let seesRequests: Bool
  let listenPort: Int
  let applicationPort: Int
  let listenPath: FieldPath
  let applicationPath: FieldPath
}

extension Front {
  /// The front that the pattern at an index of `spec.patterns` would be; `nil` for patterns that are none.
  init?(index: Int, pattern: Pattern) {
    let path = FieldPath("spec", "patterns").appending(index: index).appending("ambassador")
    switch pattern.kind {
    case .ambassador(.tlsTermination(let useCase)):
      self.init(
        pattern: pattern.name, duty: .endTLS(demandsCertificate: useCase.clientCA != nil),
        seesRequests: useCase.protocol != .tcp, listenPort: useCase.listenPort,
        applicationPort: useCase.applicationPort, path: path.appending("tlsTermination"))
    case .ambassador(.jwtAuthentication(let useCase)):
      self.init(
        pattern: pattern.name, duty: .verifyTokens, seesRequests: true, listenPort: useCase.listenPort,
        applicationPort: useCase.applicationPort, path: path.appending("jwtAuthentication"))
    default: return nil
    }
  }

  private init(
    pattern: String, duty: Duty, seesRequests: Bool, listenPort: Int, applicationPort: Int, path: FieldPath
  ) {
    self.init(
      pattern: pattern, duty: duty, seesRequests: seesRequests, listenPort: listenPort,
      applicationPort: applicationPort, listenPath: path.appending("listenPort"),
      applicationPath: path.appending("applicationPort"))
  }

  /// What the proxy does, after its name.
  var does: String {
    switch duty {
    case .endTLS: "ends TLS"
    case .verifyTokens: "verifies tokens"
    }
  }

  /// What a client needs for an answer, and the kubelet has not.
  var demand: String? {
    switch duty {
    case .endTLS(let demandsCertificate): demandsCertificate ? "a client certificate" : nil
    case .verifyTokens: "a token"
    }
  }

  var endsTLS: Bool {
    switch duty {
    case .endTLS: true
    case .verifyTokens: false
    }
  }

  /// The name that the listening port gets where it can choose.
  var portName: String { seesRequests ? (endsTLS ? "https" : "http") : "tls" }
}

/// All fronts of a pod. One may stand before another: then the port that it leads to is the other's.
struct Fronts: Sendable {
  /// In the order of `spec.patterns`.
  let all: [Front]

  init(_ all: [Front]) {
    self.all = all
  }

  init(of podPattern: PodPattern) {
    self.init(podPattern.spec.patterns.enumerated().compactMap { Front(index: $0, pattern: $1) })
  }

  /// The front that listens on a port.
  func listening(on port: Int) -> Front? { all.first { $0.listenPort == port } }

  /// The front that leads to a port.
  func leading(to port: Int) -> Front? { all.first { $0.applicationPort == port } }

  /// The fronts that a connection to the pod goes through on its way to a port, the outermost first; the port may also
  /// be that of one of them. Empty for a port without any.
  func way(to port: Int) -> [Front] {
    guard let start = leading(to: port) ?? listening(on: port) else { return [] }
    let outer = chain(from: start) { leading(to: $0.listenPort) }
    return outer.last.map { chain(from: $0) { listening(on: $0.applicationPort) } } ?? []
  }

  /// The port that the application itself listens on, behind the first front and all that stand behind it.
  var applicationPort: Int? {
    all.first.flatMap { front in chain(from: front) { listening(on: $0.applicationPort) }.last?.applicationPort }
  }

  /// Follows the fronts, at most once around.
  private func chain(from start: Front, next: (Front) -> Front?) -> [Front] {
    var result = [start]
    while let last = result.last, let front = next(last), !result.contains(front) { result.append(front) }
    return result
  }
}
