// Which object an event is about.
import JSONTree
import KubernetesClient

/// An object as an event refers to it: `core/v1.ObjectReference`.
public struct ObjectReference: Sendable, Hashable {
  /// Group and version.
  public let apiVersion: String
  /// The kind.
  public let kind: String
  /// The namespace and the name.
  public let key: ObjectKey
  /// The uid, by which `kubectl describe` finds the events of an object, and not those of an earlier one of its name.
  public let uid: String?

  /// A reference.
  public init(apiVersion: String, kind: String, key: ObjectKey, uid: String? = nil) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.key = key
    self.uid = uid
  }

  var json: JSON {
    var reference: JSON = [
      "apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(key.name),
    ]
    if let namespace = key.namespace { reference["namespace"] = .string(namespace) }
    if let uid { reference["uid"] = .string(uid) }
    return reference
  }
}
