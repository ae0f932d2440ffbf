import FoundationEssentials
import JSONTree
import PodPatternAPI
import TestSupport
import Testing

@Suite("The schema")
struct SchemaTests {
  /// Each part of the schema with its path.
  static func parts(of schema: JSON, at path: String = "") -> [(path: String, schema: JSON)] {
    let properties = schema["properties"]?.object ?? [:]
    let inner = properties.sorted { $0.key < $1.key }.flatMap { parts(of: $1, at: "\(path).\($0)") }
    let items = schema["items"].map { parts(of: $0, at: "\(path)[]") } ?? []
    let values = schema["additionalProperties"].map { parts(of: $0, at: "\(path).*") } ?? []
    return [(path, schema)] + inner + items + values
  }

  static let parts = parts(of: CRD.podPattern)
  static let policyParts = parts(of: CRD.clusterPodPattern)

  @Test("The files are what the types make", arguments: CustomResourceDefinition.all)
  func file(definition: JSON) throws {
    let plural = try #require(definition["spec", "names", "plural"]?.string)
    let name = "crds/podpattern.dev_\(plural).yaml"
    let file = try String(contentsOfFile: Repository.path(name), encoding: .utf8)
    #expect(file == YAML.write([definition]), "regenerate it: swift run podpattern crd \(plural) > \(name)")
  }

  @Test("Every field has a text for kubectl explain, as a sentence")
  func descriptions() {
    for (path, schema) in Self.parts + Self.policyParts where !path.hasSuffix("[]") && !path.hasSuffix(".*") {
      guard !path.hasPrefix(".metadata") else { continue }
      let text = schema["description"]?.string ?? ""
      #expect(text.hasSuffix(".") || text.hasSuffix("#resources") || text.hasSuffix("types-kinds"), "\(path): \(text)")
      #expect(text.first?.isUppercase == true, "\(path): \(text)")
      #expect(!text.contains("\n"), "\(path)")
    }
  }

  @Test("Every text, list, map and number has its limits, without which a server refuses the rules as too costly")
  func limits() {
    for (path, schema) in Self.parts + Self.policyParts {
      if schema["type"] == "string", schema["enum"] == nil {
        #expect(schema["maxLength"]?.integer != nil && schema["pattern"]?.string != nil, "\(path)")
      }
      if schema["type"] == "array" {
        #expect(schema["maxItems"]?.integer != nil && schema["x-kubernetes-list-type"] != nil, "\(path)")
      }
      if schema["additionalProperties"] != nil { #expect(schema["maxProperties"]?.integer != nil, "\(path)") }
      if schema["type"] == "integer" { #expect(schema["minimum"]?.integer != nil, "\(path)") }
    }
  }

  @Test("Every object is closed, but for what is Kubernetes' own")
  func closed() {
    let open = Self.parts.filter { $0.schema["x-kubernetes-preserve-unknown-fields"] == true }.map(\.path)
    let kinds = ["ambassador", "adapter", "sidecar", "init"]
    let expected =
      kinds.flatMap { [".spec.patterns[].\($0).container", ".spec.patterns[].\($0).volumes[]"] } + [
        ".spec.patterns[].adapter.prometheusExporter.env[]", ".spec.patterns[].application.env[]",
        ".spec.patterns[].application.volumeMounts[]",
        ".spec.patterns[].init.migrate.container", ".spec.patterns[].init.migrate.volumes[]",
        ".spec.workload.strategy", ".spec.workload.template",
        ".spec.workload.template.metadata", ".spec.workload.template.spec",
        ".spec.workload.template.spec.containers[]", ".spec.workload.template.spec.initContainers[]",
        ".spec.workload.template.spec.volumes[]",
      ]
    let probes = ["startupProbe", "readinessProbe", "livenessProbe"].map { ".spec.patterns[].application.\($0)" }
    let probing = probes.flatMap { probe in ["httpGet", "tcpSocket", "grpc", "exec"].map { "\(probe).\($0)" } }
    let resources = Self.parts.map(\.path).filter { $0.hasPrefix(".spec.patterns[]") && $0.hasSuffix(".resources") }
    #expect(Set(open) == Set(expected + resources + probes + probing))
    let openOfPolicies = Self.policyParts.filter { $0.schema["x-kubernetes-preserve-unknown-fields"] == true }
    #expect(Set(openOfPolicies.map(\.path)).isSubset(of: open))
    #expect(Self.parts.allSatisfy { $0.schema["type"] != nil || $0.schema["x-kubernetes-int-or-string"] == true })
  }

  @Test("The server fills in these fields and no more")
  func defaults() {
    #expect(
      Self.defaults(of: Self.parts) == [
        ".spec.suspend": false, ".spec.deletionPolicy": "Delete", ".spec.workload.service.ports[].protocol": "TCP",
        ".status": ["observedGeneration": -1],
      ])
    #expect(
      Self.defaults(of: Self.policyParts) == [
        ".spec.enforcement": "Audit", ".spec.delivery": "Auto", ".spec.suspend": false, ".spec.override": "None",
        ".spec.match.includeSystemNamespaces": false, ".spec.revisionHistoryLimit": 10, ".spec.rollout": [:],
        ".spec.rollout.maxUnavailable": 1, ".spec.rollout.soak": "0s", ".spec.rollout.pauseOnFailure": true,
        ".spec.rollout.progressDeadline": "10m", ".spec.rollout.paused": false, ".status": ["observedGeneration": -1],
      ])
  }

  private static func defaults(of parts: [(path: String, schema: JSON)]) -> [String: JSON] {
    Dictionary(
      uniqueKeysWithValues: parts.compactMap { part in part.schema["default"].map { (part.path, $0) } })
  }

  @Test(
    "The rules have the messages that the Swift code has",
    arguments: [
      (".spec.patterns[]", "exactly one of ambassador, adapter, sidecar, init must be set"),
      (
        ".spec.patterns[].ambassador", "exactly one of tlsTermination, jwtAuthentication, tunnel, container must be set"
      ),
      (".spec.patterns[].init", "volumes can only be set together with container"),
      (".spec.patterns[].ambassador.tlsTermination", "listenPort and applicationPort must differ"),
      (".spec", "exactly one of workload, target must be set"),
      (".spec", "conflictPolicy needs target"),
      (".spec.workload.service", "nodePort needs the type NodePort or LoadBalancer"),
      ("", "metadata.name must begin with a letter, since the Service takes its name"),
    ])
  func rules(path: String, message: String) throws {
    let part = try #require(Self.parts.first { $0.path == path })
    let rules = part.schema["x-kubernetes-validations"]?.array ?? []
    #expect(rules.contains { $0["message"]?.string == message })
    #expect(rules.allSatisfy { $0.object?.keys == ["message", "rule"] }, "known to Kubernetes 1.25")
  }

  @Test("kubectl get shows what a person wants")
  func columns() {
    let version = CustomResourceDefinition.podPattern["spec", "versions"]?.array?.first
    let columns = version?["additionalPrinterColumns"]?.array ?? []
    #expect(columns.compactMap { $0["name"]?.string } == ["Target", "Patterns", "Ready", "Age", "Message"])
    #expect(columns.filter { $0["priority"] == 1 }.compactMap { $0["name"]?.string } == ["Message"])
    #expect(version?["subresources"] == ["status": [:]])
    #expect(CustomResourceDefinition.podPattern["spec", "names", "shortNames"] == ["pp"])
    #expect(CustomResourceDefinition.podPattern["spec", "scope"] == "Namespaced")
  }

  @Test("kubectl get clusterpodpatterns, too")
  func policyColumns() {
    let version = CustomResourceDefinition.clusterPodPattern["spec", "versions"]?.array?.first
    let columns = version?["additionalPrinterColumns"]?.array ?? []
    #expect(
      columns.compactMap { $0["name"]?.string } == [
        "Enforcement", "Delivery", "Matched", "Compliant", "Failed", "Ready", "Age", "Message",
      ])
    for column in columns where column["type"] == "integer" {
      let path = column["jsonPath"]?.string ?? ""
      #expect(Self.policyParts.contains { $0.path == path && $0.schema["type"] == "integer" }, "\(path)")
    }
    #expect(CustomResourceDefinition.clusterPodPattern["spec", "names", "shortNames"] == ["cpp"])
    #expect(CustomResourceDefinition.clusterPodPattern["spec", "scope"] == "Cluster")
  }
}
