import JSONTree
import KubernetesClient

/// A namespace as policies see it.
struct StoredNamespace: Sendable, Hashable {
  let labels: [String: String]
  /// Whether it is being deleted: nothing can be made in it any more.
  let isBeingDeleted: Bool

  /// A namespace that is there to stay.
  init(labels: [String: String]) {
    self.labels = labels
    isBeingDeleted = false
  }

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON) throws(UnreadableObject) {
    _ = try ObjectID.identify(object, resource: .namespaces)
    labels = (object["metadata", "labels"]?.object ?? [:]).compactMapValues(\.string)
    isBeingDeleted = object["metadata", "deletionTimestamp"] != nil
  }
}
