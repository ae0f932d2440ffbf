import JSONTree
import KubernetesClient

/// Which object: its kind, namespace and name.
struct ObjectID: Sendable, Hashable, CustomStringConvertible {
  let resource: APIResource
  let key: ObjectKey

  /// As a person would name it to `kubectl`: `Deployment/elasticsearch`.
  var description: String { "\(resource.kind)/\(key.name)" }
}

extension ObjectID: Comparable {
  /// By namespace, kind and name.
  static func < (one: ObjectID, other: ObjectID) -> Bool {
    (one.key.namespace ?? "", one.resource.kind, one.key.name)
      < (other.key.namespace ?? "", other.resource.kind, other.key.name)
  }
}

extension ObjectID {
  /// Which object of the API server's this is, with its uid.
  ///
  /// - Throws: ``UnreadableObject`` where it has no name or uid.
  static func identify(_ object: JSON, resource: APIResource) throws(UnreadableObject) -> (id: ObjectID, uid: String) {
    let metadata = object["metadata"]
    guard let name = metadata?["name"]?.string, let uid = metadata?["uid"]?.string else {
      throw UnreadableObject(kind: resource.kind)
    }
    return (ObjectID(resource: resource, key: ObjectKey(namespace: metadata?["namespace"]?.string, name: name)), uid)
  }
}
