import JSONTree
import KubernetesClient
import TestSupport

/// As much of the CustomResourceDefinition of PolicyReports as the operator needs; its schema is closed, so that a field that
/// the real one does not have is refused in an apply.
enum PolicyReportDefinition {
  static let resource = APIResource(
    group: "wgpolicyk8s.io", version: "v1alpha2", kind: "PolicyReport", plural: "policyreports")

  static func install(_ admin: KubernetesClient) async throws {
    try await admin.create(.customResourceDefinitions, definition)
    try await eventually("policy reports are served") {
      let served = try await admin.servedResources(group: resource.group, version: resource.version)
      return served.contains(resource.plural) ? true : nil
    }
  }

  private static var definition: JSON {
    let text: JSON = ["type": "string"]
    let number: JSON = ["type": "integer"]
    let reference: JSON = [
      "type": "object", "properties": ["apiVersion": text, "kind": text, "namespace": text, "name": text],
    ]
    let result: JSON = [
      "type": "object", "required": ["policy"],
      "properties": [
        "source": text, "policy": text, "message": text, "scored": ["type": "boolean"],
        "result": ["type": "string", "enum": ["pass", "fail", "warn", "error", "skip"]],
        "resources": ["type": "array", "items": reference],
      ],
    ]
    let summary: JSON = [
      "type": "object",
      "properties": ["pass": number, "fail": number, "warn": number, "error": number, "skip": number],
    ]
    return [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": [
        "name": .string("\(resource.plural).\(resource.group)"),
        // Without it no CustomResourceDefinition of this group is taken.
        "annotations": ["api-approved.kubernetes.io": "https://github.com/kubernetes-sigs/wg-policy-prototypes"],
      ],
      "spec": [
        "group": .string(resource.group), "scope": "Namespaced",
        "names": [
          "kind": .string(resource.kind), "listKind": "PolicyReportList", "plural": .string(resource.plural),
          "singular": "policyreport",
        ],
        "versions": [
          [
            "name": .string(resource.version), "served": true, "storage": true,
            "schema": [
              "openAPIV3Schema": [
                "type": "object",
                "properties": ["results": ["type": "array", "items": result], "summary": summary],
              ]
            ],
          ]
        ],
      ],
    ]
  }
}
