import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// An application that knows nothing of tokens, behind nginx and Envoy.
  @Suite struct TokenTests {
    /// Prints who the ambassador says is asking.
    static let application: JSON = [
      "name": "shop", "image": "busybox:1.37",
      "command": [
        "sh", "-c",
        """
        mkdir -p /tmp/www/cgi-bin && cd /tmp/www && echo robots >robots.txt
        printf '#!/bin/sh\\nprintf "\\\\n%%s" "user=$HTTP_X_USER"' >cgi-bin/user && chmod +x cgi-bin/user
        exec httpd -f -p "${0#--listen=}"
        """,
      ],
    ]

    @Test func onlyAGoodTokenOpensTheDoor() async throws {
      try await PodNamespace.with { namespace in
        let authority = try await TestAuthority("authority", in: namespace.directory)
        let issuer = try await TokenIssuer("issuer", in: namespace.directory)
        let host = "shop.\(namespace.name).svc"
        try await namespace.make("Secret", "shop-tls", authority.issue("server", for: "DNS:\(host)").secret)
        try await namespace.make("ConfigMap", "keys", ["jwks.json": issuer.keys])
        try await namespace.apply(example: "jwt") { document in
          document.replaceContainers(Self.application)
          document.changePatterns { $0["ambassador"]?["jwtAuthentication"]?["jwks"] = ["configMap": "keys"] }
        }
        try await namespace.untilReady("shop")

        let address = try await namespace.address(ofService: "shop")
        func answer(_ path: String, token: String?) async throws -> String {
          try await Node.get(
            "https://\(host)/\(path)", "--cacert", authority.root.path, "--resolve", "\(host):443:\(address)",
            "--header", "X-User: root", "--header", token.map { "Authorization: Bearer \($0)" } ?? "Accept: */*")
        }
        let claims = #"{"iss": "https://accounts.example.com", "aud": "shop", "sub": "ann", "exp": 600}"#
        let good = try await issuer.token(claims)
        #expect(try await answer("cgi-bin/user", token: good) == "user=ann\nHTTP 200")
        #expect(try await answer("cgi-bin/user", token: nil).hasSuffix("HTTP 401"))
        for kind in ["none", "tampered", "confused"] {
          let bad = try await issuer.token(claims, kind: kind)
          #expect(try await answer("cgi-bin/user", token: bad).hasSuffix("HTTP 401"), "\(kind)")
        }
        #expect(try await answer("robots.txt", token: nil) == "robots\n\nHTTP 200", "a path that needs no token")
        let pod = try await namespace.podAddress("shop")
        for port in [8080, 8081] { #expect(try await !Node.isReachable(pod, port: port), "port \(port)") }
      }
    }
  }
}
