import JSONTree
import KubernetesClient
import TestSupport

extension APIResource {
  static let serviceMonitors = monitor("ServiceMonitor", "servicemonitors")
  static let podMonitors = monitor("PodMonitor", "podmonitors")

  private static func monitor(_ kind: String, _ plural: String) -> APIResource {
    APIResource(group: "monitoring.coreos.com", version: "v1", kind: kind, plural: plural)
  }
}

/// As much of the Prometheus Operator's CustomResourceDefinitions as the operator needs. Their schemas are closed, so that
/// a field that the real ones do not have is refused in an apply.
enum MonitoringDefinitions {
  /// Installs them for good, and returns when both are served.
  static func install(_ admin: KubernetesClient) async throws {
    for (resource, endpoints) in [(APIResource.serviceMonitors, "endpoints"), (.podMonitors, "podMetricsEndpoints")] {
      let definition = definition(of: resource, endpoints: endpoints)
      try await admin.apply(
        .customResourceDefinitions, ObjectKey(name: definition["metadata", "name"]?.string ?? ""), definition,
        options: ApplyOptions(fieldManager: "tests", force: true))
    }
    try await eventually("monitors are served") {
      let served = try await admin.servedResources(group: "monitoring.coreos.com", version: "v1")
      return served.isSuperset(of: ["servicemonitors", "podmonitors"]) ? true : nil
    }
  }

  private static func definition(of resource: APIResource, endpoints: String) -> JSON {
    let text: JSON = ["type": "string"]
    let endpoint: JSON = [
      "type": "object", "properties": ["port": text, "path": text, "interval": text],
    ]
    let spec: JSON = [
      "type": "object", "required": ["selector"],
      "properties": [
        "selector": [
          "type": "object",
          "properties": ["matchLabels": ["type": "object", "additionalProperties": text]],
        ],
        endpoints: ["type": "array", "items": endpoint],
      ],
    ]
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(resource.plural).\(resource.group)")],
      "spec": [
        "group": .string(resource.group), "scope": "Namespaced",
        "names": [
          "kind": .string(resource.kind), "plural": .string(resource.plural),
          "listKind": .string("\(resource.kind)List"), "singular": .string(resource.kind.lowercased()),
        ],
        "versions": [
          [
            "name": "v1", "served": true, "storage": true,
            "schema": [
              "openAPIV3Schema": [
                "type": "object", "required": ["spec"], "properties": ["spec": spec],
              ]
            ],
          ]
        ],
      ],
    ]
  }
}
