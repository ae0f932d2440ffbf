import JSONTree

/// The documents that teach an API server this project's resources (`apiextensions.k8s.io/v1`), made from the Swift types.
public enum CustomResourceDefinition {
  /// All of them.
  public static var all: [JSON] { [podPattern, clusterPodPattern] }

  /// A definition of one version, which has a status.
  ///
  /// - Parameters:
  ///   - columns: what `kubectl get` shows.
  ///   - text: what the kind is, for `kubectl explain`.
  static func definition<Resource: CustomResource & Fragment>(
    of resource: Resource.Type, shortName: String, scope: String, columns: [JSON], _ text: String
  ) -> JSON {
    var schema = FieldReader.schema(of: Resource.self)
    schema.description = text
    return [
      "apiVersion": "apiextensions.k8s.io/v1",
      "kind": "CustomResourceDefinition",
      "metadata": ["name": .string("\(Resource.plural).\(Resource.group)")],
      "spec": [
        "group": .string(Resource.group),
        "scope": .string(scope),
        "names": [
          "kind": .string(Resource.kind),
          "listKind": .string("\(Resource.kind)List"),
          "plural": .string(Resource.plural),
          "singular": .string(Resource.singular),
          "shortNames": [.string(shortName)],
        ],
        "versions": [
          [
            "name": .string(Resource.version),
            "served": true,
            "storage": true,
            "subresources": ["status": [:]],
            "schema": ["openAPIV3Schema": schema.openAPI],
            "additionalPrinterColumns": .array(columns),
          ]
        ],
      ],
    ]
  }
}
