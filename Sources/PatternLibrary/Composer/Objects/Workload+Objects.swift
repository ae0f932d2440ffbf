import JSONTree
import PodPatternAPI

// The objects that a workload consists of, in the order in which they are applied: what the pods need comes first.

extension Workload {
  /// The Deployment; a field that the user leaves out is left to the API server or to whoever else sets it.
  func deployment(_ identity: ObjectIdentity, template: JSON) -> JSON {
    var spec: JSON = [
      "selector": [
        "matchLabels": .object(JSONObject(Labels.selector(podPattern: identity.podPattern)))
      ],
      "template": template,
    ]
    spec["replicas"] = replicas.map { .integer(Int64($0)) }
    spec["strategy"] = strategy
    spec["minReadySeconds"] = minReadySeconds.map { .integer(Int64($0)) }
    spec["progressDeadlineSeconds"] = progressDeadlineSeconds.map { .integer(Int64($0)) }
    spec["revisionHistoryLimit"] = revisionHistoryLimit.map { .integer(Int64($0)) }
    var object = identity.object(apiVersion: "apps/v1", kind: "Deployment", name: identity.podPattern)
    object["spec"] = spec
    return object
  }
}

extension PodDraft {
  /// One ConfigMap for each pattern that has configuration.
  func configMaps(_ identity: ObjectIdentity) -> [JSON] {
    extensions.filter { !$0.content.configFiles.isEmpty }.map { item in
      var object = identity.object(apiVersion: "v1", kind: "ConfigMap", name: item.configMapName)
      object["data"] = .object(JSONObject(item.content.configFiles))
      return object
    }
  }
}
