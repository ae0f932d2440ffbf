import JSONTree

/// Patterns for every workload of the cluster that selectors match.
///
/// A value of this type is valid: the only way to one is ``decode(_:)``.
public struct ClusterPodPattern: CustomResource, Hashable {
  /// The object's name, and what the API server keeps about it.
  public let metadata: ObjectMeta
  /// What the user wants.
  public let spec: ClusterPodPatternSpec
  /// What the operator last reported; `nil` before its first report.
  public var status: ClusterPodPatternStatus?

  /// The kind, as manifests state it.
  public static let kind = "ClusterPodPattern"
  /// The resource's name in URLs.
  public static let plural = "clusterpodpatterns"
  /// The resource's name for `kubectl get clusterpodpattern`.
  public static let singular = "clusterpodpattern"
}

extension ClusterPodPattern {
  /// What the key of the annotation begins with by which a workload opts out of a policy, or in; the rest is the policy's
  /// name.
  public static let overridePrefix = "policy.podpattern.dev/"

  /// Reads a ClusterPodPattern from a manifest or from an object of the API server.
  ///
  /// Unknown fields are refused as for a ``PodPattern``, and the status is read as far as it can be.
  ///
  /// - Throws: every problem of the object, with field path, value and what is allowed.
  public static func decode(_ json: JSON) throws(ProblemList) -> ClusterPodPattern {
    try FieldReader.decode(ClusterPodPattern.self, from: json)
  }
}

extension ClusterPodPattern: Fragment {
  init(reading fields: inout FieldReader) {
    fields.typeMeta(apiVersion: Self.apiVersion, kind: Self.kind)
    metadata = fields.required("metadata", .objectMeta, nil)
    spec = fields.required("spec", .object, "Which workloads to extend, how, and the patterns that extend them.")
    status = fields.status()
  }
}
