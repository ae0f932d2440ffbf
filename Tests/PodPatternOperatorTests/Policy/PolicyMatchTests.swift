import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("Which workloads a policy means")
struct PolicyMatchTests {
  private static let namespaces = try? [
    "shop": ["team": "shop"], "bank": ["team": "bank", "tier": "1"], "kube-system": ["team": "shop"],
    "operator": ["team": "shop"],
  ].reduce(into: [ObjectKey: StoredNamespace]()) { all, entry in
    all[ObjectKey(name: entry.key)] = try StoredNamespace(namespace(entry.key, entry.value))
  }

  private static func namespace(_ name: String, _ labels: [String: String], isBeingDeleted: Bool = false) -> JSON {
    var metadata: JSON = [
      "name": .string(name), "uid": .string(name), "labels": .object(JSONObject(labels)),
    ]
    if isBeingDeleted { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
    return ["metadata": metadata]
  }

  private static func verdict(
    _ match: JSON, override: String = "None", namespace: String = "shop", name: String = "web",
    kind: WorkloadKind = .deployment, labels: JSON = [:], annotations: JSON = [:], isBeingDeleted: Bool = false
  ) throws -> PolicyMatch.Verdict {
    let policy = try ClusterPodPattern.decode(
      Sample.policy("tls", spec: ["match": match, "override": .string(override)]))
    let match = PolicyMatch(policy, namespaces: try #require(namespaces), ownNamespace: "operator")
    var metadata: JSON = ["name": .string(name), "labels": labels, "annotations": annotations]
    if isBeingDeleted { metadata["deletionTimestamp"] = "2026-01-01T00:00:00Z" }
    return match.verdict(
      ObjectKey(namespace: namespace, name: name), kind: kind, WorkloadFacts(["metadata": metadata]))
  }

  @Test("By the labels of its namespace and its own")
  func labels() throws {
    let match: JSON = [
      "namespaceSelector": ["matchLabels": ["team": "shop"]], "workloadSelector": ["matchLabels": ["app": "web"]],
    ]
    #expect(try Self.verdict(match, labels: ["app": "web"]) == .matched)
    #expect(try Self.verdict(match, labels: ["app": "db"]) == .other)
    #expect(try Self.verdict(match, namespace: "bank", labels: ["app": "web"]) == .other)
    #expect(try Self.verdict(match, namespace: "unknown", labels: ["app": "web"]) == .other)
    #expect(try Self.verdict([:], namespace: "bank") == .matched)
  }

  @Test("The system's namespaces only where they are asked for", arguments: ["kube-system", "operator"])
  func system(namespace: String) throws {
    #expect(try Self.verdict([:], namespace: namespace) == .other)
    #expect(try Self.verdict(["includeSystemNamespaces": true], namespace: namespace) == .matched)
  }

  @Test("Not those that are excluded by name")
  func excluded() throws {
    #expect(try Self.verdict(["exclude": ["namespaces": ["shop"]]]) == .excluded)
    let named: JSON = [
      "exclude": ["workloads": [["kind": "Deployment", "namespace": "shop", "name": "web"]]]
    ]
    #expect(try Self.verdict(named) == .excluded)
    #expect(try Self.verdict(named, kind: .daemonSet) == .matched)
    #expect(try Self.verdict(named, name: "db") == .matched)
    #expect(try Self.verdict(named, namespace: "bank") == .matched)
  }

  @Test("Annotations count where the policy lets them")
  func overrides() throws {
    let key = "policy.podpattern.dev/tls"
    #expect(try Self.verdict([:], annotations: [key: "disabled"]) == .matched)
    #expect(try Self.verdict([:], override: "OptOut", annotations: [key: "disabled"]) == .excluded)
    #expect(try Self.verdict([:], override: "OptOut", annotations: ["\(key)x": "disabled"]) == .matched)
    #expect(try Self.verdict([:], override: "OptIn") == .excluded)
    #expect(try Self.verdict([:], override: "OptIn", annotations: [key: "enabled"]) == .matched)
  }

  @Test("At admission, by the labels and annotations of its Pods")
  func pods() throws {
    let key = "policy.podpattern.dev/tls"
    let policy = try ClusterPodPattern.decode(
      Sample.policy(
        "tls",
        spec: [
          "delivery": "Admission", "override": "OptIn", "match": ["workloadSelector": ["matchLabels": ["app": "web"]]],
        ]))
    let match = PolicyMatch(policy, namespaces: try #require(Self.namespaces), ownNamespace: "operator")
    let marks: JSON = ["labels": ["app": "web"], "annotations": [key: "enabled"]]
    let web = ObjectKey(namespace: "shop", name: "web")
    let verdict = { (object: JSON) in match.verdict(web, kind: .deployment, WorkloadFacts(object)) }
    #expect(verdict(["metadata": marks]) == .other)
    #expect(verdict(["spec": ["template": ["metadata": marks]]]) == .matched)
    #expect(verdict(["metadata": marks, "spec": ["template": ["metadata": ["labels": ["app": "web"]]]]]) == .excluded)
  }

  @Test("Nothing that is going")
  func deletion() throws {
    #expect(try Self.verdict([:], isBeingDeleted: true) == .other)
    let policy = try ClusterPodPattern.decode(Sample.policy("tls"))
    let going = try StoredNamespace(Self.namespace("shop", [:], isBeingDeleted: true))
    let match = PolicyMatch(policy, namespaces: [ObjectKey(name: "shop"): going], ownNamespace: "operator")
    let key = ObjectKey(namespace: "shop", name: "web")
    #expect(match.verdict(key, kind: .deployment, WorkloadFacts([:])) == .other)
  }

  @Test("A namespace's turn comes by the value of its label")
  func ranks() throws {
    let policy = try ClusterPodPattern.decode(
      Sample.policy("tls", spec: ["rollout": ["order": ["namespaceLabel": "tier"]]]))
    let match = PolicyMatch(policy, namespaces: try #require(Self.namespaces), ownNamespace: "operator")
    #expect(match.rank(ofNamespace: "bank") == WaveRank("1"))
    #expect(match.rank(ofNamespace: "shop") == WaveRank(nil))
  }
}
