import JSONTree
import TestSupport
import Testing

/// The generated configuration in the real nginx: the version of Debian 12 or any newer one.
///
/// Skipped where there is no nginx (`apt-get install nginx-light libnginx-mod-stream`, or its path in
/// `PODPATTERN_TEST_NGINX`), curl, openssl or python3.
@Suite("TLS termination in nginx", .enabled(if: NginxAmbassador.canRun, NginxAmbassador.requirement))
struct NginxTests {
  @Test("https is answered over HTTP/2, plain http is refused as in the article")
  func story() async throws {
    try await withHTTP { ambassador in
      let https = try await Curl.ask("\(ambassador.url)/search?q=1")
      #expect(https.hasSuffix("200"), "\(https)")
      #expect(
        https.contains("host=127.0.0.1:\(ambassador.port) proto=https for=127.0.0.1 upgrade= connection= "), "\(https)")
      let log = ambassador.accessLog
      #expect(log.contains(#""GET /search?q=1 HTTP/2.0" 200 "#), "\(log)")

      let plain = try await Curl.ask("http://127.0.0.1:\(ambassador.port)/")
      #expect(plain.hasSuffix("400"), "\(plain)")
      #expect(plain.contains("The plain HTTP request was sent to HTTPS port"))
    }
  }

  @Test("WebSocket passes, message by message")
  func webSocket() async throws {
    try await withAmbassador { ambassador in
      let port = ambassador.applicationPort
      let answers = try await PythonProgram.during("websocket.py", ["serve", "\(port)"], on: port) {
        try await PythonProgram.run("websocket.py", ["ask", "\(ambassador.port)"])
      }
      #expect(answers == "FIRST\nSECOND\n")
    }
  }

  @Test(
    "gRPC passes: calls, streams in both directions, and errors",
    .enabled(
      if: PythonProgram.gRPCPath != nil, "needs gRPC for Python: hack/test gets it and sets PODPATTERN_TEST_GRPC"))
  func gRPC() async throws {
    let directory = try TemporaryDirectory()
    let authority = try await TestAuthority("authority", in: directory)
    let certificate = try await authority.issue("server")
    try await NginxAmbassador.during("protocol: GRPC", in: directory, certificate: certificate.secret) { ambassador in
      let port = ambassador.applicationPort
      let answers = try await PythonProgram.during("grpc_echo.py", ["serve", "\(port)"], on: port) {
        try await PythonProgram.run("grpc_echo.py", ["ask", "\(ambassador.port)", authority.root.path])
      }
      #expect(answers == "ONCE\nONE\nTWO\nFAILED_PRECONDITION not now because\n")
    }
  }

  @Test("TCP: bytes pass as they are, and nothing without TLS does")
  func tcp() async throws {
    try await withAmbassador("protocol: TCP") { ambassador in
      try await Nginx.duringApplication(on: ambassador.applicationPort, in: ambassador.directory) {
        let answer = try await Curl.ask(ambassador.url)
        #expect(answer.hasSuffix("200") && answer.contains("proto= for= "), "\(answer)")
        let plain = try await Curl.ask("http://127.0.0.1:\(ambassador.port)")
        #expect(plain.hasSuffix("000"), "\(plain)")
        #expect(ambassador.accessLog.contains("127.0.0.1 ["))
      }
    }
  }

  @Test("a body of any size passes, and nothing is written to disk on its way")
  func largeBody() async throws {
    try await withHTTP { ambassador in
      let body = "\(ambassador.directory.path)/body"
      try TemporaryDirectory.write(String(repeating: "x", count: 5 << 20), to: body)
      let answer = try await Curl.ask("\(ambassador.url)/upload", "--data-binary", "@\(body)")
      #expect(answer.hasSuffix("200"), "\(answer)")
      #expect(!ambassador.errorLog.contains("buffered to a temporary file"), "\(ambassador.errorLog)")
    }
  }

  @Test("TLS 1.2 and 1.3 are accepted, older versions are not", arguments: ["HTTP", "TCP"])
  func oldTLS(protocol: String) async throws {
    try await withAmbassador("protocol: \(`protocol`)") { ambassador in
      for (version, isAccepted) in [("-tls1_1", false), ("-tls1_2", true), ("-tls1_3", true)] {
        let answer = try await Programs.run(
          try #require(Programs.find("openssl")),
          ["s_client", "-connect", "127.0.0.1:\(ambassador.port)", version, "-cipher", "DEFAULT@SECLEVEL=0"])
        #expect(answer.contains("Cipher is (NONE)") == !isAccepted, "\(version): \(answer)")
        #expect(answer.contains("alert protocol version") == !isAccepted, "\(version): \(answer)")
      }
    }
  }

  @Test("the ambassador comes up without the application, and then says 502")
  func withoutApplication() async throws {
    try await withAmbassador { ambassador in
      let answer = try await Curl.ask("\(ambassador.url)/")
      #expect(answer.hasSuffix("502"), "\(answer)")
    }
  }

  private func withAmbassador(_ fields: String = "", _ body: (NginxAmbassador) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let certificate = try await TestAuthority("authority", in: directory).issue("server")
    try await NginxAmbassador.during(fields, in: directory, certificate: certificate.secret, body)
  }

  private func withHTTP(_ body: (NginxAmbassador) async throws -> Void) async throws {
    try await withAmbassador { ambassador in
      try await Nginx.duringApplication(on: ambassador.applicationPort, in: ambassador.directory) {
        try await body(ambassador)
      }
    }
  }
}
