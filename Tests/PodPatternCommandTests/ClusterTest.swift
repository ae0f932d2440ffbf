import JSONTree
import KubernetesClient
import PodPatternAPI
import PodPatternOperator
import TestSupport
import Testing

/// A namespace on the real API server, and the command as its administrator runs it there.
struct ClusterTest: Sendable {
  static let isAvailable = TestServer.isAvailable
  static let requirement: Comment = "\(TestServer.requirement)"

  let client: KubernetesClient
  let namespace: String

  static func run(_ test: @Sendable (ClusterTest) async throws -> Void) async throws {
    try await TestServer.withNamespace { client, namespace in
      try await test(ClusterTest(client: client, namespace: namespace))
    }
  }

  /// What the command says to a manifest that names no namespace.
  func plan(_ manifest: JSON, _ options: String...) async throws -> Command.Result {
    try await Command.run(
      ["plan", "-f", "-", "--namespace", namespace] + cluster + options, input: Array(YAML.write([manifest]).utf8))
  }

  func explain(_ arguments: String...) async throws -> Command.Result {
    try await Command.run(["explain", "--namespace", namespace] + cluster + arguments)
  }

  private var cluster: [String] { ["--kubeconfig", TestServer.kubeconfigPath ?? ""] }

  /// Applies an object in the name of somebody.
  @discardableResult
  func apply(_ manifest: JSON, to resource: APIResource, by manager: String = "user") async throws -> JSON {
    try await client.apply(
      resource, key(manifest["metadata", "name"]?.string ?? ""), manifest,
      options: ApplyOptions(fieldManager: manager, force: true))
  }

  /// Has the operator bring a PodPattern about, and end.
  func operate(_ manifest: JSON, options: [String] = []) async throws {
    let generation = try await apply(manifest, to: .podPatterns)["metadata", "generation"]
    let key = key(manifest["metadata", "name"]?.string ?? "")
    _ = try await OperatorProgram.with(namespace: namespace, options: options) { _ in
      try await eventually("the PodPattern is applied") {
        let status = try await client.get(.podPatterns, key)["status"]
        let isApplied = status?["observedGeneration"] == generation && status?["inventory"] != nil
        return isApplied ? true : nil
      }
    }
  }

  /// The newest version of CronJobs that the server has.
  func cronJobVersion() async throws -> String {
    try await client.serverVersion() >= ServerVersion(major: 1, minor: 21) ? "v1" : "v1beta1"
  }

  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: namespace, name: name) }
}

extension ClusterTest {
  /// A PodPattern with a workload of its own, whose pattern has a ConfigMap.
  static func own(patterns: [JSON] = [tls]) -> JSON {
    podPattern([
      "workload": [
        "replicas": 0, "template": ["spec": ["containers": [["name": "web", "image": "example.com/web:1"]]]],
        "service": ["ports": [["name": "https", "port": 443, "targetPort": 8443]]],
      ], "patterns": .array(patterns),
    ])
  }

  /// A PodPattern that extends a Deployment.
  static func extending(
    _ target: String = "web", as name: String = "web", pattern: String = "metrics", port: Int64 = 9100,
    changing application: JSON = [:]
  ) -> JSON {
    var pattern: JSON = [
      "name": .string(pattern),
      "adapter": [
        "container": ["image": "example.com/exporter:1", "ports": [["containerPort": .integer(port)]]]
      ],
    ]
    if application != [:] { pattern["application"] = application }
    return podPattern(["target": ["kind": "Deployment", "name": .string(target)], "patterns": [pattern]], name)
  }

  static let tls: JSON = [
    "name": "tls",
    "ambassador": [
      "tlsTermination": ["listenPort": 8443, "applicationPort": 8080, "certificateSecret": "web-tls"]
    ],
    "application": ["env": [["name": "PORT", "value": "8080"]]],
  ]

  /// A Deployment as its owner has it.
  static let deployment: JSON = [
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "web"],
    "spec": [
      "replicas": 0, "selector": ["matchLabels": ["app": "web"]],
      "template": [
        "metadata": ["labels": ["app": "web"]],
        "spec": ["containers": [["name": "web", "image": "example.com/web:1", "args": ["serve"]]]],
      ],
    ],
  ]

  private static func podPattern(_ spec: JSON, _ name: String = "web") -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)], "spec": spec,
    ]
  }
}
