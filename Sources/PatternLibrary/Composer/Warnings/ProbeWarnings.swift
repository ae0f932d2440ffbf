import JSONTree

// Probes and hooks of the application that a TLS termination in front of it makes fail, or succeed for nothing.

extension PodDraft {
  var probeWarnings: [Warning] {
    contents.compactMap(\.tlsFront).flatMap { front in
      applicationChecks.compactMap { warning(about: $0, behind: front) }
    }
  }

  /// Something that the kubelet does to find out about the application.
  private struct Check {
    enum Kind: String {
      case httpGet, tcpSocket, grpc
    }
    let kind: Kind
    let port: Int
    let usesTLS: Bool
    let path: FieldPath
  }

  private var applicationChecks: [Check] {
    let container = application.value
    let probes = ["startupProbe", "readinessProbe", "livenessProbe"].compactMap { key in
      container[key].map { ($0, application.source.path.appending(key)) }
    }
    let hooks = ["postStart", "preStop"].compactMap { key in
      container["lifecycle"]?[key].map { ($0, application.source.path.appending("lifecycle").appending(key)) }
    }
    return (probes + hooks).flatMap { probe, path in
      [Check.Kind.httpGet, .tcpSocket, .grpc].compactMap { kind in
        guard let action = probe[kind.rawValue], let port = applicationPort(action["port"]) else { return nil }
        return Check(
          kind: kind, port: port, usesTLS: action["scheme"]?.string == "HTTPS", path: path.appending(kind.rawValue))
      }
    }
  }

  /// The number of a port that a probe gives as a number or by its name in the application's container.
  private func applicationPort(_ value: JSON?) -> Int? {
    if let number = value?.integer { return Int(exactly: number) }
    let port = application.elements("ports").first { $0.name != nil && $0.value["name"] == value }
    return port?.value["containerPort"]?.integer.flatMap { Int(exactly: $0) }
  }

  private func warning(about check: Check, behind front: TLSFront) -> Warning? {
    let pattern = "pattern \"\(front.pattern)\" (\(front.listenPath))"
    let advice = "use httpGet with scheme HTTPS on port \(front.listenPort), or exec"
    switch (check.port, check.kind) {
    case (front.applicationPort, _):
      return Warning(
        path: check.path,
        message:
          "asks port \(check.port) at the pod's address, where the application no longer answers once it listens on "
          + "127.0.0.1 alone behind \(pattern); \(advice)")
    case (front.listenPort, .httpGet) where check.usesTLS: return nil
    case (front.listenPort, .tcpSocket):
      return Warning(
        path: check.path,
        message:
          "succeeds as soon as \(pattern) listens on port \(check.port), whether or not the application does; \(advice)"
      )
    case (front.listenPort, _):
      return Warning(
        path: check.path,
        message: "speaks without TLS to port \(check.port), where \(pattern) ends TLS, and will fail; \(advice)")
    default: return nil
    }
  }
}
