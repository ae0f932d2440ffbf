import JSONTree
import KubernetesClient
import PodPatternAPI

/// A policy that extends the Deployments of all namespaces that have its label, as many at once as there are.
struct MeasuredPolicy: Sendable {
  let name = "measured"
  /// That of the namespaces which it means.
  let label = "benchmark"

  /// It is suspended: an operator that has seen it is at work, and does nothing.
  var manifest: JSON {
    [
      "apiVersion": .string(ClusterPodPattern.apiVersion), "kind": .string(ClusterPodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": [
        "suspend": true, "enforcement": "Enforce", "delivery": "Template",
        "match": ["namespaceSelector": ["matchLabels": [label: .string(name)]]],
        // Without controllers, no workload becomes available.
        "rollout": ["maxUnavailable": "100%", "progressDeadline": "24h"], "patterns": Subject.exporter,
      ],
    ]
  }

  var key: ObjectKey { ObjectKey(name: name) }

  /// The labels of the PodPatterns that it makes first.
  var memberLabels: JSON { ["podpattern.dev/policy": .string(name), "podpattern.dev/policy-revision": "1"] }

  /// Whether it says that it means so many workloads, and that all of them have been extended.
  func says(_ count: Int, in object: JSON) -> Bool {
    guard let status = object["status"], status["observedGeneration"] == object["metadata", "generation"] else {
      return false
    }
    return ClusterPodPatternStatus(lenient: status).counts == PolicyCounts(matched: count, updating: count)
  }

  static let resource = APIResource(
    group: ClusterPodPattern.group, version: ClusterPodPattern.version, kind: ClusterPodPattern.kind,
    plural: ClusterPodPattern.plural, isNamespaced: false)
}
