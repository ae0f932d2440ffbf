import JSONTree
import TestSupport
import Testing

/// Certificates that are renewed while clients are busy, as the kubelet renews them.
@Suite("Renewed certificates in nginx", .enabled(if: NginxAmbassador.canRun, NginxAmbassador.requirement))
struct NginxRenewalTests {
  /// Certificate and key change many times a second, so that a server which ever reads them from two versions fails.
  @Test("no request fails while certificates are swapped under 50 clients", arguments: ["HTTP", "TCP"])
  func underLoad(protocol: String) async throws {
    let directory = try TemporaryDirectory()
    let authority = try await TestAuthority("authority", in: directory)
    let pairs = [try await authority.issue("first").secret, try await authority.issue("second").secret]
    try await NginxAmbassador.during("protocol: \(`protocol`)", in: directory, certificate: pairs[0]) { ambassador in
      try await duringApplication(`protocol`, of: ambassador) {
        let stop = "\(directory.path)/stop"
        async let load = PythonProgram.run(
          "load.py", ["\(ambassador.port)", authority.root.path, stop] + (`protocol` == "TCP" ? ["tcp"] : []))
        for (name, pair, other) in [("second", pairs[1], pairs[0]), ("first", pairs[0], pairs[1])] {
          try await eventually("the \(name) certificate is served") {
            try ambassador.certificate.replace(other)
            try ambassador.certificate.replace(pair)
            return try await servedName(ambassador.port) == name && ambassador.logsConnections(1000) ? true : nil
          }
        }
        try TemporaryDirectory.write("", to: stop)
        let seen = try JSON.parse(Array(try await load.utf8))
        #expect(seen["failures"] == [])
        #expect(Set(seen["names"]?.array ?? []) == ["first", "second"])
        #expect((seen["handshakes"]?.integer ?? 0) > 100, "\(seen)")
      }
    }
  }

  @Test("a key that does not belong to its certificate is not served, and the log says so")
  func mismatch() async throws {
    let directory = try TemporaryDirectory()
    let authority = try await TestAuthority("authority", in: directory)
    let (first, second) = (try await authority.issue("first").secret, try await authority.issue("second").secret)
    try await NginxAmbassador.during(in: directory, certificate: first) { ambassador in
      try ambassador.certificate.replace(["tls.crt": second["tls.crt"] ?? "", "tls.key": first["tls.key"] ?? ""])
      try await eventually("both copies have been tried") {
        ambassador.errorLog.matches(of: /key values mismatch/).count >= 2 ? true : nil
      }
      #expect(try await servedName(ambassador.port) == "first")
      try ambassador.certificate.replace(second)
      try await eventually("the pair that is right again is served") {
        try await servedName(ambassador.port) == "second" ? true : nil
      }
    }
  }

  @Test("a container that is started again begins with the newest certificate")
  func restart() async throws {
    let directory = try TemporaryDirectory()
    let pair = try await TestAuthority("authority", in: directory).issue("first").secret
    try await NginxAmbassador.during(in: directory, certificate: pair) { ambassador in
      let again = "sed 's/^exec nginx/exec nginx -t/' \(directory.path)/config/serve.sh | sh && echo begins"
      let result = try await Programs.run("/bin/sh", ["-c", "PATH=\(directory.path)/bin:$PATH; \(again)"])
      #expect(result.hasSuffix("begins\n"), "\(result)")
    }
  }

  private func duringApplication(
    _ protocol: String, of ambassador: NginxAmbassador, _ body: () async throws -> Void
  ) async throws {
    let port = ambassador.applicationPort
    if `protocol` == "TCP" {
      try await PythonProgram.during("echo.py", ["\(port)"], on: port, body)
    } else {
      try await Nginx.duringApplication(on: port, in: ambassador.directory, body)
    }
  }

  /// The common name of the certificate that is served.
  private func servedName(_ port: Int) async throws -> String? {
    let answer = try await Programs.run(
      try #require(Programs.find("openssl")), ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "app"])
    return answer.split(separator: "\n").first { $0.hasPrefix("subject=") }?.split(separator: " ").last.map(String.init)
  }
}

extension NginxAmbassador {
  /// Whether the log has at least so many requests, or connections of TCP.
  fileprivate func logsConnections(_ count: Int) -> Bool { accessLog.utf8.count { $0 == UInt8(ascii: "\n") } >= count }
}
