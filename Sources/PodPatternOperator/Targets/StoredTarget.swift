import JSONTree
import KubernetesClient

/// An object that can be extended as the store keeps it: its text, which takes a fraction of the room of its tree.
struct StoredTarget: Sendable {
  let id: ObjectID
  /// The PodPatterns that it says it is extended by.
  let extenders: Set<ObjectKey>
  /// What policies have to know.
  let facts: WorkloadFacts
  private let text: [UInt8]

  /// Leaves out what `kubectl apply` repeats of the whole object.
  static let filter = JSONFilter.everything
    .omitting("metadata", "annotations", "kubectl.kubernetes.io/last-applied-configuration")

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON, resource: APIResource) throws(UnreadableObject) {
    let id = try ObjectID.identify(object, resource: resource).id
    self.id = id
    extenders = Set(
      ExtensionMark.podPatterns(in: object).map { ObjectKey(namespace: id.key.namespace, name: $0) })
    facts = WorkloadFacts(object)
    text = object.serialized()
  }

  func read() throws -> LiveTarget { try LiveTarget(JSON.parse(text), resource: id.resource) }
}
