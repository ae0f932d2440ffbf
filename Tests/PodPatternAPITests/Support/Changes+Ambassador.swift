// Changes of the patterns that Envoy runs.

import JSONTree

extension Change {
  private static let jwt = "\(Sample.pattern("tokens")).ambassador.jwtAuthentication"
  private static let jwtOfFile = "\(Sample.pattern("more-tokens")).ambassador.jwtAuthentication"
  private static let toServer = "\(Sample.pattern("redis")).ambassador.tunnel"
  private static let toCloudSQL = "\(Sample.pattern("database")).ambassador.tunnel"

  static let jwtAuthentication: [Change] =
    [
      Change("\(jwt).listenPort", 80, "\(jwt).listenPort: Invalid value: 80: must be between 1024 and 65535"),
      Change(
        "\(jwt).applicationPort", 8080,
        "\(jwt).listenPort: Invalid value: 8080: listenPort and applicationPort must differ"),
      Change(
        "\(jwt).healthPort", 8080, "\(jwt).healthPort: Invalid value: 8080: healthPort and listenPort must differ"),
      Change("\(jwt).healthPort", nil),
      Change("\(jwt).issuer", nil, "\(jwt).issuer: Required value"),
      Change(
        "\(jwt).issuer", "a b",
        """
        \(jwt).issuer: Invalid value: "a b": must be a name or a URI without spaces, quotes and '&', such as \
        'https://accounts.example.com'
        """),
      Change("\(jwt).audiences", []),
      Change("\(jwt).audiences", ["a", "a"], "\(jwt).audiences[1]: Duplicate value: \"a\""),
      Change(
        "\(jwt).jwks", [:], "\(jwt).jwks: Required value: exactly one of inline, configMap, secret, uri must be set"),
      Change("\(jwt).jwks", ["inline": "{\"keys\": []}"]),
      Change("\(jwt).jwks.key", "a", "\(jwt).jwks.key: Invalid value: \"a\": key needs configMap or secret"),
      Change(
        "\(jwtOfFile).jwks.certificateAuthority", ["secret": "a"],
        "\(jwtOfFile).jwks.certificateAuthority: Invalid value: {\"secret\":\"a\"}: certificateAuthority needs uri"),
      Change("\(jwtOfFile).jwks", ["secret": "a"]),
      Change("\(jwt).fromHeaders", []),
      Change(
        "\(jwt).claimsToHeaders", [["header": "X-User", "claim": "a"], ["header": "X-User", "claim": "b"]],
        "\(jwt).claimsToHeaders[1]: Duplicate value: {\"header\":\"X-User\"}"),
      Change(
        "\(jwt).claimsToHeaders[0].header", "X-Forwarded-For",
        """
        \(jwt).claimsToHeaders[0].header: Invalid value: "X-Forwarded-For": must not be a header that proxies \
        use for the origin of a request
        """),
      Change("\(jwt).unauthenticatedPaths", ["/", "/a/", "/a.b/c~d@e:f+g", "/*"]),
    ]
    + ["a", "/a*", "/*/a", "//a", "/a;b", "/a%20", "/a?b", "/a b", "/(.*)", ""].map { path in
      Change(
        "\(jwt).unauthenticatedPaths", [.string(path)],
        """
        \(jwt).unauthenticatedPaths[0]: Invalid value: "\(path)": must be a path of letters, digits and '_~@:+.-', or \
        one that ends with '/*', such as '/healthz' or '/public/*'
        """)
    }
    + ["http://a/b", "https://a", "https://a/b c", "https:///a", "https://u@a/b", "https://a:x/b"].map { uri in
      Change(
        "\(jwt).jwks.uri", .string(uri),
        """
        \(jwt).jwks.uri: Invalid value: "\(uri)": must be an https address with a path, such as \
        'https://accounts.example.com/.well-known/jwks.json'
        """)
    }

  static let tunnel: [Change] = [
    Change("\(toServer).tls", nil, "\(toServer): Required value: exactly one of tls, cloudSQL must be set"),
    Change(
      "\(toCloudSQL).tls", ["host": "a", "port": 1],
      #"\#(toCloudSQL): Invalid value: ["tls","cloudSQL"]: exactly one of tls, cloudSQL must be set"#),
    Change("\(toServer).tls.host", "10.0.0.1"),
    Change("\(toServer).tls.port", nil, "\(toServer).tls.port: Required value"),
    Change("\(toServer).tls.port", 0, "\(toServer).tls.port: Invalid value: 0: must be between 1 and 65535"),
    Change("\(toServer).tls", ["host": "a", "port": 1]),
    Change(
      "\(toServer).healthPort", 6379,
      "\(toServer).healthPort: Invalid value: 6379: healthPort and listenPort must differ"),
    Change("\(toCloudSQL).cloudSQL", ["instance": "example.com:p:r:i"]),
    Change(
      "\(toCloudSQL).cloudSQL.instance", "orders",
      """
      \(toCloudSQL).cloudSQL.instance: Invalid value: "orders": must be the connection name of an instance, such as \
      'my-project:europe-west1:orders'
      """),
    Change(
      "\(toCloudSQL).cloudSQL.addressType", "None",
      """
      \(toCloudSQL).cloudSQL.addressType: Unsupported value: "None": supported values: "Public", "Private", \
      "PrivateServiceConnect"
      """),
  ]
}
