import KubernetesClient

/// Which object: its kind, namespace and name.
struct ObjectID: Sendable, Hashable, CustomStringConvertible {
  let resource: APIResource
  let key: ObjectKey

  /// As a person would name it to `kubectl`: `Deployment/elasticsearch`.
  var description: String { "\(resource.kind)/\(key.name)" }
}
