import JSONTree
import Testing

@Suite("podpattern render of what exists")
struct RenderTargetTests {
  private static let deployment = """
    apiVersion: apps/v1
    kind: Deployment
    metadata: {name: web, namespace: shop}
    spec:
      replicas: 2
      selector: {matchLabels: {app: web}}
      template:
        metadata: {labels: {app: web}}
        spec: {containers: [{name: web, image: example.com/web:1, env: [{name: A, value: a}]}]}
    """
  private static let service = """
    apiVersion: v1
    kind: Service
    metadata: {name: web}
    spec: {selector: {app: web}, ports: [{port: 80}]}
    """

  private static func podPattern(_ name: String, service: Bool = true, patterns: String) -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: \(name), namespace: shop}
    spec:
      target: {kind: Deployment, name: web\(service ? ", service: web" : "")}
      patterns: [\(patterns)]
    """
  }

  private static let tls = podPattern(
    "tls",
    patterns: """
      {name: tls, ambassador: {tlsTermination: {listenPort: 8443, applicationPort: 8080, certificateSecret: t}}, \
      application: {env: [{name: HOST, value: 127.0.0.1}]}}
      """)
  private static let metrics = podPattern(
    "metrics", patterns: "{name: metrics, adapter: {prometheusExporter: {preset: redis}}}")

  private static func render(_ documents: String...) async throws -> Command.Result {
    try await Command.run("render", "-f", "-", input: Array(documents.joined(separator: "\n---\n").utf8))
  }

  @Test("Several PodPatterns extend one workload one after the other, and it is printed as it will be")
  func several() async throws {
    let result = try await Self.render(Self.tls, Self.deployment, Self.service, Self.metrics)
    #expect(result.exitCode == 0, "\(result.error)")
    let objects = try YAML.parse(Array(result.output.utf8))
    #expect(objects.map { $0["kind"]?.string } == ["ConfigMap", "Deployment", "Service"])
    try #require(objects.count == 3)
    let spec = try #require(objects[1]["spec"])
    #expect(spec["replicas"] == 2)
    #expect(spec["template"]?["metadata", "labels"] == ["app": "web"])
    let pod = spec["template"]?["spec"]
    #expect(pod?["initContainers"]?.array?.compactMap { $0["name"]?.string } == ["tls", "metrics"])
    #expect(
      pod?["containers"] == [
        [
          "name": "web", "image": "example.com/web:1",
          "env": [["name": "A", "value": "a"], ["name": "HOST", "value": "127.0.0.1"]],
        ]
      ])
    #expect(objects[2]["spec", "ports"]?.array?.count == 2)
    #expect(result.error.contains("document 1: warning: spec.patterns[0].application.env[0]: sets .spec.template"))
    #expect(!result.error.contains("passed over"))
  }

  @Test("Two PodPatterns that collide are told apart")
  func collision() async throws {
    let other = Self.podPattern("other", patterns: "{name: tls, sidecar: {redisCache: {}}}")
    let result = try await Self.render(Self.tls, Self.deployment, Self.service, other)
    #expect(result.exitCode == 1)
    #expect(result.output.isEmpty)
    #expect(
      result.error.contains(#"document 4: spec.patterns[0].name: Duplicate value: "tls": container "tls" of pattern"#)
        && result.error.contains(#"container "tls" of PodPattern "tls""#), "\(result.error)")
  }

  @Test("What is extended has to be there, in the same namespace")
  func missing() async throws {
    let elsewhere = Self.deployment.replacing("namespace: shop", with: "namespace: other")
    for documents in [[Self.tls, Self.service], [Self.tls, Self.service, elsewhere]] {
      let result = try await Self.render(documents.joined(separator: "\n---\n"))
      #expect(result.exitCode == 1)
      #expect(
        result.error.contains(#"document 1: spec.target: Invalid value: "Deployment/web": is not among the documents"#))
    }
    let result = try await Self.render(Self.tls, Self.deployment)
    #expect(result.exitCode == 1)
    #expect(
      result.error.contains(
        #"document 1: spec.target.service: Invalid value: "Service/web": is not among the documents"#))
  }

  @Test("What nobody extends is passed over, as ever")
  func passedOver() async throws {
    let result = try await Self.render(
      Self.service, Self.podPattern("cache", service: false, patterns: "{name: cache, sidecar: {redisCache: {}}}"),
      Self.deployment)
    #expect(result.exitCode == 0, "\(result.error)")
    #expect(try YAML.parse(Array(result.output.utf8)).map { $0["kind"]?.string } == ["Deployment"])
    #expect(result.error.contains("document 1: note: passed over, since its kind is Service"))
  }
}
