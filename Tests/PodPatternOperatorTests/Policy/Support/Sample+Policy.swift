import JSONTree
import PodPatternAPI

extension Sample {
  /// A policy for all workloads, with a log sidecar.
  ///
  /// - Parameter spec: further fields, and those to have otherwise.
  static func policy(_ name: String, spec: JSON = [:]) -> JSON {
    var content: JSON = ["enforcement": "Enforce", "match": [:], "patterns": [logs]]
    for (key, value) in spec.object ?? [:] { content[key] = value }
    return [
      "apiVersion": .string(ClusterPodPattern.apiVersion), "kind": .string(ClusterPodPattern.kind),
      "metadata": ["name": .string(name)], "spec": content,
    ]
  }
}
