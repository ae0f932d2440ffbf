import JSONTree
import KubernetesClient
import PodPatternAPI

/// What a policy would make for the objects of manifests, found without a cluster.
public struct PolicyPreview: Sendable {
  private let policy: ClusterPodPattern
  private let definition: JSON
  private let match: PolicyMatch

  /// A preview among these documents, whose Namespaces have the labels that count; a namespace that is not among them has
  /// none but its name.
  ///
  /// - Throws: every problem of the policy.
  public init(_ manifest: JSON, among documents: [JSON], ownNamespace: String) throws(ProblemList) {
    policy = try ClusterPodPattern.decode(manifest)
    definition = PolicyDefinition(ofSpec: manifest["spec"] ?? [:]).content
    var namespaces: [ObjectKey: StoredNamespace] = [:]
    for document in documents {
      let name = document["metadata", "namespace"]?.string ?? ""
      namespaces[ObjectKey(name: name)] = StoredNamespace(labels: Self.labels(ofNamespace: name))
    }
    for document in documents where document["apiVersion"] == "v1" && document["kind"] == "Namespace" {
      let name = document["metadata", "name"]?.string ?? ""
      let own = (document["metadata", "labels"]?.object ?? [:]).compactMapValues(\.string)
      namespaces[ObjectKey(name: name)] = StoredNamespace(
        labels: own.merging(Self.labels(ofNamespace: name)) { $1 })
    }
    match = PolicyMatch(policy, namespaces: namespaces, ownNamespace: ownNamespace)
  }

  /// The PodPattern by which the policy would extend a workload; `nil` for what it does not mean.
  public func member(for document: JSON) -> JSON? {
    guard let kind = document["kind"]?.string.flatMap(WorkloadKind.init), policy.spec.match.kinds.contains(kind),
      document["apiVersion"]?.string == TargetKind.kind(named: kind.rawValue)?.apiVersion,
      let name = document["metadata", "name"]?.string
    else { return nil }
    let key = ObjectKey(namespace: document["metadata", "namespace"]?.string ?? "", name: name)
    guard match.verdict(key, kind: kind, WorkloadFacts(document)) == .matched else { return nil }
    var spec = definition
    spec["target"] = ["kind": .string(kind.rawValue), "name": .string(name)]
    let memberName = MemberName.of(policy: policy.metadata.name, kind: kind.rawValue, workload: name)
    var metadata: JSON = ["name": .string(memberName)]
    metadata["namespace"] = document["metadata", "namespace"]
    return [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": metadata,
      "spec": spec,
    ]
  }

  /// What the API server itself gives every namespace.
  private static func labels(ofNamespace name: String) -> [String: String] {
    name.isEmpty ? [:] : ["kubernetes.io/metadata.name": name]
  }
}
