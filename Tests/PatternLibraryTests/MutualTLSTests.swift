import JSONTree
import TestSupport
import Testing

/// `tlsTermination` with `clientCA` in the real nginx.
@Suite("Mutual TLS in nginx", .enabled(if: NginxAmbassador.canRun, NginxAmbassador.requirement))
struct MutualTLSTests {
  @Test("with a certificate, without, with that of a stranger; and nobody can forge the subject")
  func clients() async throws {
    try await withParties { parties in
      try await parties.ambassador("clientCA: {secret: ca}") { ambassador in
        for forged in ["X-SSL-Client-Subject", "x-ssl-client-subject", "X_SSL_Client_Subject", "X-Ssl_Client-Subject"] {
          let answer = try await Curl.ask([ambassador.url] + parties.friend + ["-H", "\(forged): CN=admin"])
          #expect(
            answer.hasSuffix("200") && answer.contains("subject=CN=friend,O=Example\\, \\\"Inc\\\"\n"), "\(answer)")
        }
        let without = try await Curl.ask(ambassador.url, "-H", "X-SSL-Client-Subject: CN=admin")
        #expect(without.hasSuffix("400") && without.contains("No required SSL certificate was sent"), "\(without)")
        let stranger = try await Curl.ask([ambassador.url] + parties.stranger)
        #expect(stranger.hasSuffix("400") && stranger.contains("The SSL certificate error"), "\(stranger)")
        #expect(!TemporaryDirectory.read("\(parties.directory.path)/application.log").contains("\" 4"))
      }
    }
  }

  @Test("the path of a probe is let pass without a certificate, for GET alone, and nothing else is")
  func probe() async throws {
    try await withParties { parties in
      try await parties.ambassador(
        "clientCA: {configMap: ca, key: bundle.pem}, clientSubjectHeader: X-Client",
        container: "readinessProbe: {httpGet: {path: \"/healthz?full\", port: PORT}}"
      ) { ambassador in
        let forged = ["-H", "X-Client: CN=admin", "-H", "X-SSL-Client-Subject: CN=admin"]
        let probe = try await Curl.ask(["\(ambassador.url)/healthz?full"] + forged)
        #expect(probe.hasSuffix("200") && probe.contains("client=\n"), "\(probe)")
        for path in ["/", "/healthz/", "/healthz/x", "/healthz/../secret", "/HEALTHZ", "/healthz%2f..", "//"] {
          let answer = try await Curl.ask("\(ambassador.url)\(path)", "--path-as-is")
          #expect(answer.hasSuffix("400"), "\(path): \(answer)")
        }
        for path in ["/secret/../healthz", "/secret/..%2fhealthz?all", "//healthz", "/%68ealthz"] {
          let answer = try await Curl.ask("\(ambassador.url)\(path)", "--path-as-is")
          #expect(answer.hasSuffix("200") && answer.contains("asked=/healthz"), "\(path): \(answer)")
        }
        let post = try await Curl.ask("\(ambassador.url)/healthz", "-d", "x=1")
        #expect(post.hasSuffix("403"), "\(post)")
        let friend = try await Curl.ask(["\(ambassador.url)/secret"] + parties.friend + forged)
        #expect(friend.hasSuffix("200") && friend.contains("client=CN=friend,"), "\(friend)")
        let stranger = try await Curl.ask(["\(ambassador.url)/healthz"] + parties.stranger)
        #expect(stranger.hasSuffix("400"), "\(stranger)")
      }
    }
  }

  @Test("TCP: only clients with a certificate get through")
  func tcp() async throws {
    try await withParties { parties in
      try await parties.ambassador("protocol: TCP, clientCA: {secret: ca}") { ambassador in
        let (friend, without) = (
          try await Curl.ask([ambassador.url] + parties.friend), try await Curl.ask(ambassador.url)
        )
        let stranger = try await Curl.ask([ambassador.url] + parties.stranger)
        #expect(friend.hasSuffix("200"), "\(friend)")
        #expect(without.hasSuffix("000") && stranger.hasSuffix("000"), "\(without) \(stranger)")
      }
    }
  }

  @Test("another authority is used without a restart, also for clients that were known before")
  func renewal() async throws {
    try await withParties { parties in
      try await parties.ambassador("clientCA: {secret: ca}") { ambassador in
        #expect(try await Curl.ask([ambassador.url] + parties.friend).hasSuffix("200"))
        try ambassador.clientCA?.replace(parties.otherBundle)
        try await eventually("the stranger is let in") {
          try await Curl.ask([ambassador.url] + parties.stranger).hasSuffix("200") ? true : nil
        }
        #expect(try await Curl.ask([ambassador.url] + parties.friend).hasSuffix("400"))
      }
    }
  }

  /// Clients with certificates of the authority that is trusted and of another one.
  private struct Parties {
    let directory: TemporaryDirectory
    let authority: TestAuthority
    let server: TestAuthority.Certificate
    let friend: [String]
    let stranger: [String]
    let otherBundle: [String: String]

    /// Runs the ambassador before an application that says what it was told of the client.
    func ambassador(
      _ fields: String, container: String = "", _ body: (NginxAmbassador) async throws -> Void
    ) async throws {
      try await NginxAmbassador.during(
        fields, container: container, in: directory, certificate: server.secret, clientCA: authority.bundle
      ) { ambassador in
        let locations = #"location ~ ^/(healthz|secret) { return 200 "asked=$request_uri client=$http_x_client\n"; }"#
        try await Nginx.duringApplication(on: ambassador.applicationPort, in: directory, locations: locations) {
          try await body(ambassador)
        }
      }
    }
  }

  private func withParties(_ body: (Parties) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let authority = try await TestAuthority("authority", in: directory)
    let other = try await TestAuthority("other", in: directory)
    func client(_ certificate: TestAuthority.Certificate) -> [String] {
      ["--cert", certificate.path, "--key", certificate.keyPath]
    }
    try await body(
      Parties(
        directory: directory, authority: authority, server: try await authority.issue("server"),
        friend: client(try await authority.issue("friend", subject: "/O=Example, \"Inc\"/CN=friend")),
        stranger: client(try await other.issue("stranger", subject: "/O=Example/CN=friend")),
        otherBundle: other.bundle))
  }
}
