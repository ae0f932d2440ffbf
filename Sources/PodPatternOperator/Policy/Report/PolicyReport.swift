import JSONTree
import KubernetesClient
import PatternLibrary

/// The results of a policy in one namespace, as dashboards for Kubernetes policies show them: a `PolicyReport` of the
/// Kubernetes policy working group (https://github.com/kubernetes-sigs/wg-policy-prototypes).
struct PolicyReport: Sendable {
  let key: ObjectKey
  let content: JSON

  static let resource = APIResource(
    group: "wgpolicyk8s.io", version: "v1alpha2", kind: "PolicyReport", plural: "policyreports")

  /// How many workloads a report lists at most; the summary counts all. An object can hold about 1.5 MB.
  private static let maximumResults = 1000

  /// The reports of all namespaces that have results.
  static func all(_ results: [PolicyResult], of policy: ObservedPolicy) -> [PolicyReport] {
    Dictionary(grouping: results) { $0.id.key.namespace ?? "" }.sorted { $0.key < $1.key }
      .map { PolicyReport($1, of: policy, namespace: $0) }
  }

  private init(_ results: [PolicyResult], of policy: ObservedPolicy, namespace: String) {
    key = ObjectKey(namespace: namespace, name: Self.name(of: policy.name))
    let order = PolicyResult.Verdict.allCases
    let sorted = results.sorted {
      (order.firstIndex(of: $0.verdict) ?? 0, $0.id) < (order.firstIndex(of: $1.verdict) ?? 0, $1.id)
    }
    var summary: JSONObject = ["skip": 0]
    for verdict in order {
      summary[verdict.rawValue] = .integer(Int64(results.count { $0.verdict == verdict }))
    }
    content = [
      "apiVersion": .string(Self.resource.apiVersion), "kind": .string(Self.resource.kind),
      "metadata": [
        "name": .string(key.name), "namespace": .string(namespace),
        "labels": [Labels.managedBy: .string(Labels.manager), PolicyMarks.policy: .string(policy.name)],
        "ownerReferences": [PolicyOwnership.reference(to: policy)],
      ],
      "results": .array(sorted.prefix(Self.maximumResults).map { Self.result($0, of: policy.name) }),
      "summary": .object(summary),
    ]
  }

  /// The name of a policy's reports.
  static func name(of policy: String) -> String { "podpattern-\(policy)" }

  private static func result(_ result: PolicyResult, of policy: String) -> JSON {
    [
      "source": "podpattern", "policy": .string(policy), "result": .string(result.verdict.rawValue), "scored": true,
      "message": .string(result.message),
      "resources": [
        [
          "apiVersion": .string(result.id.resource.apiVersion), "kind": .string(result.id.resource.kind),
          "namespace": .string(result.id.key.namespace ?? ""), "name": .string(result.id.key.name),
        ]
      ],
    ]
  }

  /// Differs when what a report says differs.
  static func fingerprint(of object: JSON) -> Fingerprint {
    Fingerprint(of: [
      .string(PolicyOwnership.uid(of: object) ?? ""), object["results"] ?? .null, object["summary"] ?? .null,
    ])
  }
}
