import JSONTree
import KubernetesClient
import PodPatternAPI

/// A PodPattern as the operator last saw it: readable even where its content is not valid.
struct ObservedPodPattern: Sendable {
  let identity: Identity
  let isBeingDeleted: Bool
  let finalizers: [String]
  /// The PodPattern, or everything that is wrong with it.
  let content: Result<PodPattern, ProblemList>
  let status: PodPatternStatus?
  /// Also where the rest is not valid.
  let deletionPolicy: DeletionPolicy
  /// Also where the rest is not valid.
  let serviceAccountName: String?

  /// Which PodPattern, in which of its generations.
  struct Identity: Sendable, Hashable {
    let key: ObjectKey
    let uid: String
    let generation: Int

    /// - Throws: ``UnreadableObject`` where the object has no name or uid.
    init(_ object: JSON) throws(UnreadableObject) {
      let metadata = object["metadata"]
      guard let name = metadata?["name"]?.string, let uid = metadata?["uid"]?.string else {
        throw UnreadableObject(kind: PodPattern.kind)
      }
      self.init(
        key: ObjectKey(namespace: metadata?["namespace"]?.string, name: name), uid: uid,
        generation: Int(metadata?["generation"]?.integer ?? 0))
    }

    init(key: ObjectKey, uid: String, generation: Int) {
      self.key = key
      self.uid = uid
      self.generation = generation
    }
  }

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON) throws(UnreadableObject) {
    identity = try Identity(object)
    isBeingDeleted = object["metadata", "deletionTimestamp"] != nil
    finalizers = (object["metadata", "finalizers"]?.array ?? []).compactMap(\.string)
    deletionPolicy = object["spec", "deletionPolicy"]?.string.flatMap(DeletionPolicy.init) ?? .delete
    serviceAccountName = object["spec", "serviceAccountName"]?.string
    content = Result { () throws(ProblemList) in try PodPattern.decode(object) }
    status = object["status"].map(PodPatternStatus.init(lenient:))
  }
}
