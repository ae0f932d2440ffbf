import JSONTree

/// An application, and the patterns that extend its pods.
///
/// A value of this type is valid: the only way to one is ``decode(_:)``.
public struct PodPattern: CustomResource, Hashable {
  /// The object's name, namespace and what the API server keeps about it.
  public let metadata: ObjectMeta
  /// What the user wants.
  public let spec: PodPatternSpec
  /// What the operator last reported; `nil` before its first report.
  public var status: PodPatternStatus?

  /// The kind, as manifests state it.
  public static let kind = "PodPattern"
  /// The resource's name in URLs.
  public static let plural = "podpatterns"
  /// The resource's name for `kubectl get podpattern`.
  public static let singular = "podpattern"
}

extension PodPattern {
  /// Reads a PodPattern from a manifest or from an object of the API server.
  ///
  /// Unknown fields are refused as the API server does under strict validation, in all but the metadata, the status and
  /// the embedded parts of pod templates and containers. The status is read as far as it can be.
  ///
  /// - Throws: every problem of the object, with field path, value and what is allowed.
  public static func decode(_ json: JSON) throws(ProblemList) -> PodPattern {
    try FieldReader.decode(PodPattern.self, from: json)
  }
}

extension PodPattern: Fragment {
  init(reading fields: inout FieldReader) {
    fields.typeMeta(apiVersion: Self.apiVersion, kind: Self.kind)
    metadata = fields.required("metadata", .objectMeta, nil)
    spec = fields.required(
      "spec", .object, "What to run, and the patterns that extend it.")
    status = fields.status()
    // Services follow RFC 1035 up to Kubernetes 1.33.
    fields.rule(
      "self.metadata.name.matches('^[a-z]') || !has(self.spec.workload) || !has(self.spec.workload.service)",
      "metadata.name must begin with a letter, since the Service takes its name",
      about: "metadata.name",
      holds: spec.workload?.service == nil || metadata.name.first?.isLetter == true)
  }
}
