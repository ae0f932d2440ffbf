import JSONTree
import KubernetesClient
import TestSupport

/// Kinds of somebody else's that have a pod template in an unusual place.
enum CrewDefinition: String, CaseIterable, Sendable {
  /// Its schema gives the lists of a pod their keys, as Kubernetes' own kinds do.
  case crew = "Crew"
  /// Its schema does not speak of what a container mounts.
  case squad = "Squad"
  /// Its schema gives them none.
  case gang = "Gang"

  static let templatePath = "spec.pods.template"

  var resource: APIResource {
    APIResource(group: "podpattern.example.com", version: "v1", kind: rawValue, plural: "\(rawValue.lowercased())s")
  }

  /// Installs the kind for good, and returns when it is served.
  func install(_ admin: KubernetesClient) async throws {
    try await admin.apply(
      .customResourceDefinitions, ObjectKey(name: "\(resource.plural).\(resource.group)"), definition,
      options: ApplyOptions(fieldManager: "tests", force: true))
    try await eventually("\(resource) are served") {
      let served = try await admin.servedResources(group: resource.group, version: resource.version)
      return served.contains(resource.plural) ? true : nil
    }
  }

  /// An object as somebody writes it, with a container \"web\".
  func manifest(_ name: String) -> JSON {
    [
      "apiVersion": .string(resource.apiVersion), "kind": .string(rawValue), "metadata": ["name": .string(name)],
      "spec": ["pods": ["template": Sample.deployment(name)["spec", "template"] ?? [:]]],
    ]
  }

  /// A PodPattern that extends an object of the kind.
  func extending(_ name: String) -> JSON {
    var manifest = Sample.extending(name, kind: rawValue)
    manifest["spec"]?["target"]?["apiVersion"] = .string(resource.apiVersion)
    manifest["spec"]?["target"]?["templatePath"] = .string(Self.templatePath)
    return manifest
  }

  private var definition: JSON {
    [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(resource.plural).\(resource.group)")],
      "spec": [
        "group": .string(resource.group), "scope": "Namespaced",
        "names": [
          "kind": .string(rawValue), "listKind": .string("\(rawValue)List"), "plural": .string(resource.plural),
          "singular": .string(rawValue.lowercased()),
        ],
        "versions": [["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": schema]]],
      ],
    ]
  }

  private var schema: JSON {
    var fields: JSONObject = ["env": list(of: object([:], "name"), "name")]
    if self != .squad { fields["volumeMounts"] = list(of: object([:], "mountPath"), "mountPath") }
    let container = object(fields, "name")
    let lists: JSONObject = [
      "containers": list(of: container, "name"), "initContainers": list(of: container, "name"),
      "volumes": list(of: object([:], "name"), "name"),
    ]
    let template = object(["spec": object(lists)])
    return object(["spec": object(["pods": object(["template": template])])])
  }

  /// What else it has is kept as it is.
  private func object(_ properties: JSONObject, _ required: String...) -> JSON {
    var all = properties
    for name in required { all[name] = ["type": "string"] }
    var schema: JSON = ["type": "object", "x-kubernetes-preserve-unknown-fields": true]
    if !all.isEmpty { schema["properties"] = .object(all) }
    if !required.isEmpty { schema["required"] = .array(required.map(JSON.string)) }
    return schema
  }

  private func list(of items: JSON, _ key: String) -> JSON {
    var schema: JSON = ["type": "array", "items": items]
    if self != .gang {
      schema["x-kubernetes-list-type"] = "map"
      schema["x-kubernetes-list-map-keys"] = [.string(key)]
    }
    return schema
  }
}
