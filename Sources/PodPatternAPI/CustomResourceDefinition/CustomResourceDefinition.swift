import JSONTree

/// The documents that teach an API server this project's resources.
public enum CustomResourceDefinition {
  /// The definition of PodPattern (`apiextensions.k8s.io/v1`), made from the Swift types.
  public static var podPattern: JSON {
    [
      "apiVersion": "apiextensions.k8s.io/v1",
      "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(PodPattern.plural).\(PodPattern.group)")],
      "spec": [
        "group": .string(PodPattern.group),
        "scope": "Namespaced",
        "names": [
          "kind": .string(PodPattern.kind),
          "listKind": .string("\(PodPattern.kind)List"),
          "plural": .string(PodPattern.plural),
          "singular": .string(PodPattern.singular),
          "shortNames": ["pp"],
        ],
        "versions": [
          [
            "name": .string(PodPattern.version),
            "served": true,
            "storage": true,
            "subresources": ["status": [:]],
            "schema": ["openAPIV3Schema": podPatternSchema],
            "additionalPrinterColumns": .array(printerColumns),
          ]
        ],
      ],
    ]
  }

  private static var podPatternSchema: JSON {
    var schema = FieldReader.schema(of: PodPattern.self)
    schema.description = """
      An application, and the patterns that extend its pods without changing its code: ambassador, adapter, sidecar \
      and init containers.
      """
    return schema.openAPI
  }

  /// The columns of `kubectl get podpatterns`; the last one with `-o wide`.
  private static var printerColumns: [JSON] {
    [
      ["name": "Target", "type": "string", "jsonPath": ".status.target", "description": "What is extended."],
      ["name": "Patterns", "type": "string", "jsonPath": ".status.patterns", "description": "The patterns' names."],
      [
        "name": "Ready", "type": "string", "jsonPath": .string(readyCondition("status")),
        "description": "Whether everything is applied and rolled out.",
      ],
      ["name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"],
      [
        "name": "Message", "type": "string", "jsonPath": .string(readyCondition("message")), "priority": 1,
        "description": "Why, and what to do.",
      ],
    ]
  }

  private static func readyCondition(_ field: String) -> String {
    ".status.conditions[?(@.type==\"Ready\")].\(field)"
  }
}
