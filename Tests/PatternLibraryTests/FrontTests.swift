import JSONTree
import Testing

@testable import PatternLibrary

/// Proxies before one another, and what Envoy's patterns are composed into.
@Suite("Fronts")
struct FrontTests {
  static let tokens = """
      - name: jwt
        ambassador:
          jwtAuthentication:
            {listenPort: 9201, applicationPort: 9202, issuer: i, audiences: [a], jwks: {uri: "https://keys.example/k"}}
    """

  @Test("TLS before tokens: each leads to the next, and only TLS is reached from outside", arguments: [true, false])
  func chain(tlsFirst: Bool) throws {
    let patterns = tlsFirst ? [ConflictTests.tls, Self.tokens] : [Self.tokens, ConflictTests.tls]
    let composed = try Composed(
      Manifest.app(
        container: "args: [--listen=127.0.0.1:9202], readinessProbe: {httpGet: {path: /up, port: 9202}}",
        service: "{ports: [{port: 443, targetPort: 9200}]}", patterns: patterns.joined(separator: "\n")))
    #expect(composed.warnings.count == 1 && composed.warnings[0].contains("show a token (pattern \"jwt\")"))
    #expect(
      try composed.container("web")["readinessProbe"] == [
        "httpGet": ["path": "/up", "port": 9200, "scheme": "HTTPS"]
      ])
    #expect(try composed.container("jwt")["ports"] == nil)
    let listener = try composed.envoy("app-jwt")["static_resources", "listeners"]?.array?.first
    #expect(listener?["address", "socket_address", "address"] == "127.0.0.1")
  }

  @Test("an exporter asks the application itself, behind all fronts")
  func exporter() throws {
    let composed = try Composed(
      Manifest.app(
        patterns: ConflictTests.tls + "\n" + Self.tokens
          + "\n  - {name: m, adapter: {prometheusExporter: {preset: elasticsearch}}}"))
    let arguments = try composed.container("m")["args"]?.array ?? []
    #expect(arguments.contains("--es.uri=http://127.0.0.1:9202"), "\(arguments)")
  }

  @Test("fronts that lead to one another are refused")
  func circle() throws {
    let back = Self.tokens.replacing("name: jwt", with: "name: back")
      .replacing("listenPort: 9201, applicationPort: 9202", with: "listenPort: 9202, applicationPort: 9201")
    let problems = try problems(Manifest.app(patterns: Self.tokens + "\n" + back))
    #expect(problems.count == 2 && problems.allSatisfy { $0.contains("leads back to itself") }, "\(problems)")
  }

  @Test("the ports for the kubelet are the first that are free, or those that the user says")
  func healthPorts() throws {
    let composed = try Composed(
      Manifest.app(
        container: "ports: [{containerPort: 15021}]",
        patterns: Self.tokens
          + """

            - {name: a, ambassador: {tunnel: {listenPort: 15023, tls: {host: h, port: 1}}}}
            - {name: b, ambassador: {tunnel: {listenPort: 3306, cloudSQL: {instance: "p:r:i"}}}}
            - {name: c, ambassador: {tunnel: {listenPort: 3307, healthPort: 9999, tls: {host: h, port: 1}}}}
          """))
    let ports = try ["jwt", "a", "b", "c"].map {
      try composed.container($0)["readinessProbe", "httpGet", "port"]?.integer
    }
    #expect(ports == [15022, 15024, 15025, 9999])
  }

  @Test("a port of localhost that a tunnel listens on is no other container's")
  func tunnelPort() throws {
    let problems = try problems(
      Manifest.app(
        container: "ports: [{containerPort: 6379}]",
        patterns: "  - {name: t, ambassador: {tunnel: {listenPort: 6379, tls: {host: h, port: 1}}}}"))
    #expect(problems.count == 1 && problems[0].hasPrefix("spec.patterns[0].ambassador.tunnel.listenPort: Duplicate"))
  }

  @Test("Cloud SQL: Google's proxy with the pod's identity")
  func cloudSQL() throws {
    func composed(_ pod: String, _ fields: String) throws -> Composed {
      try Composed(
        Manifest.app(
          pod: pod,
          patterns: """
              - name: db
                ambassador: {tunnel: {listenPort: 5432, cloudSQL: {instance: "example.com:p:europe-west1:i"\(fields)}}}
            """))
    }
    let plain = try composed("", "")
    #expect(
      try plain.container("db")["args"] == [
        "--structured-logs", "--address=127.0.0.1", "--port=5432", "--health-check", "--http-address=0.0.0.0",
        "--http-port=15021", "example.com:p:europe-west1:i",
      ])
    #expect(plain.warnings.count == 1 && plain.warnings[0].contains("the pod has no serviceAccountName"))
    let other = try composed("serviceAccountName: a", ", addressType: Private, iamAuthentication: true")
    #expect(other.warnings == [])
    #expect(
      (try other.container("db")["args"]?.array ?? []).suffix(3) == [
        "--private-ip", "--auto-iam-authn", "example.com:p:europe-west1:i",
      ])
  }

  @Test(
    "keys in the manifest are public ones, and are not shown where they are not",
    arguments: [
      "x", "[]", "{}", #"{"keys": []}"#, #"{"keys": [1]}"#, #"{"keys": [{"kty": "oct", "k": "c2VjcmV0"}]}"#,
      #"{"keys": [{"kty": "RSA", "d": "c2VjcmV0"}]}"#,
    ])
  func inlineKeys(text: String) throws {
    let problems = try problems(
      Manifest.app(patterns: Self.tokens.replacing("uri: \"https://keys.example/k\"", with: "inline: '\(text)'")))
    #expect(problems.count == 1 && problems[0].contains("jwks.inline: Forbidden"), "\(problems)")
    #expect(!problems[0].contains("c2VjcmV0"))
  }

  @Test("without audiences there is a warning, and a port that no address has is refused")
  func jwtWarnings() throws {
    let warnings = try Composed(
      Manifest.app(container: "args: [127.0.0.1]", patterns: Self.tokens.replacing("audiences: [a], ", with: ""))
    ).warnings
    #expect(warnings.count == 1 && warnings[0].contains("audiences: is empty"), "\(warnings)")
    let problems = try problems(
      Manifest.app(patterns: Self.tokens.replacing("keys.example/", with: "keys.example:70000/")))
    #expect(problems.count == 1 && problems[0].contains("must be between 1 and 65535"), "\(problems)")
  }
}

extension Composed {
  /// Envoy's configuration in a ConfigMap.
  func envoy(_ configMap: String) throws -> JSON {
    let object = try #require(objects.first { $0["metadata", "name"]?.string == configMap })
    return try JSON.parse(try #require(object["data", "envoy.json"]?.string))
  }
}
