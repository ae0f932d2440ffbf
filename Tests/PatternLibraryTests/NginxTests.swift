import JSONTree
import TestSupport
import Testing

/// The generated configuration in the real nginx: the version of Debian 12 or any newer one.
///
/// Skipped where there is no nginx (`apt-get install nginx-light`, or its path in `PODPATTERN_TEST_NGINX`), curl or
/// openssl.
@Suite(
  "TLS termination in nginx",
  .enabled(if: Nginx.path != nil && Programs.find("curl") != nil && Programs.find("openssl") != nil))
struct NginxTests {
  @Test("https is answered, plain http is refused, a renewed certificate is served without a restart")
  func story() async throws {
    try await withAmbassador { directory, port in
      let https = try await curl("https://127.0.0.1:\(port)/search?q=1")
      #expect(https.hasSuffix("200"), "\(https)")
      #expect(https.contains("host=127.0.0.1:\(port) proto=https for=127.0.0.1 upgrade= connection=\n"), "\(https)")

      let plain = try await curl("http://127.0.0.1:\(port)/")
      #expect(plain.hasSuffix("400"), "\(plain)")
      #expect(plain.contains("The plain HTTP request was sent to HTTPS port"))

      let before = try await subject(port)
      try await makeCertificate("second", in: directory)
      let after = try await subject(port)
      #expect(before == "first")
      #expect(after == "second")

      let log = TemporaryDirectory.read("\(directory.path)/access.log")
      #expect(log.contains(#""GET /search?q=1 HTTP/2.0" 200 "#), "\(log)")
    }
  }

  @Test("HTTP/1.1 and connections that change their protocol pass")
  func upgrades() async throws {
    try await withAmbassador { _, port in
      let upgraded = try await curl(
        "https://127.0.0.1:\(port)/", "--http1.1", "-H", "Connection: Upgrade", "-H", "Upgrade: websocket")
      #expect(upgraded.contains("upgrade=websocket connection=upgrade\n"), "\(upgraded)")
    }
  }

  @Test("a body of any size passes, and nothing is written to disk on its way")
  func largeBody() async throws {
    try await withAmbassador { directory, port in
      let body = "\(directory.path)/body"
      try TemporaryDirectory.write(String(repeating: "x", count: 5 << 20), to: body)
      let answer = try await curl("https://127.0.0.1:\(port)/upload", "--data-binary", "@\(body)")
      #expect(answer.hasSuffix("200"), "\(answer)")
      let errors = TemporaryDirectory.read("\(directory.path)/ambassador-error.log")
      #expect(!errors.contains("buffered to a temporary file"), "\(errors)")
    }
  }

  @Test("TLS 1.2 and 1.3 are accepted, older versions are not")
  func oldTLS() async throws {
    try await withAmbassador { _, port in
      for (version, isAccepted) in [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
        let answer = try await Programs.run(
          try #require(Programs.find("openssl")),
          ["s_client", "-connect", "127.0.0.1:\(port)", version, "-cipher", "DEFAULT@SECLEVEL=0"])
        #expect(answer.contains("Cipher is (NONE)") == !isAccepted, "\(version): \(answer)")
      }
    }
  }

  @Test("the ambassador comes up without the application, and then says 502")
  func withoutApplication() async throws {
    try await withAmbassador(hasApplication: false) { _, port in
      let answer = try await curl("https://127.0.0.1:\(port)/")
      #expect(answer.hasSuffix("502"), "\(answer)")
    }
  }

  /// Runs the ambassador as the library configures it; only the paths are those of this machine.
  private func withAmbassador(
    hasApplication: Bool = true, _ body: (TemporaryDirectory, _ port: Int) async throws -> Void
  ) async throws {
    let directory = try TemporaryDirectory()
    let (port, applicationPort) = (try Loopback.freePort(), try Loopback.freePort())
    let composed = try Composed(
      Manifest.app(
        patterns: """
            - name: tls
              ambassador:
                tlsTermination: {listenPort: \(port), applicationPort: \(applicationPort), certificateSecret: c}
          """))
    let generated = try #require(try composed.object("ConfigMap")["data", "nginx.conf"]?.string)
    let configuration = generated.replacing("/tmp/", with: "\(directory.path)/")
      .replacing("/etc/podpattern-certificate", with: directory.path)
      .replacing("/dev/stdout", with: "\(directory.path)/access.log")
      .replacing("error_log stderr", with: "error_log \(directory.path)/ambassador-error.log")
    try await makeCertificate("first", in: directory)
    try await Nginx.during(configuration: configuration, in: directory, port: port, name: "ambassador") {
      guard hasApplication else { return try await body(directory, port) }
      try await Nginx.duringApplication(on: applicationPort, in: directory) { try await body(directory, port) }
    }
  }

  private func makeCertificate(_ name: String, in directory: TemporaryDirectory) async throws {
    _ = try await Programs.run(
      try #require(Programs.find("openssl")),
      [
        "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-subj",
        "/CN=\(name)",
        "-keyout", "\(directory.path)/tls.key", "-out", "\(directory.path)/tls.crt",
      ])
  }

  /// The common name of the certificate that is served.
  private func subject(_ port: Int) async throws -> String? {
    let answer = try await Programs.run(
      try #require(Programs.find("openssl")), ["s_client", "-connect", "127.0.0.1:\(port)", "-servername", "app"])
    return answer.split(separator: "\n").first { $0.hasPrefix("subject=") }?.split(separator: " ").last.map(String.init)
  }

  /// The answer, and after it the status.
  private func curl(_ arguments: String...) async throws -> String {
    try await Programs.run(
      try #require(Programs.find("curl")),
      ["-sk", "--noproxy", "*", "--max-time", "20", "-w", "%{http_code}"] + arguments)
  }
}
