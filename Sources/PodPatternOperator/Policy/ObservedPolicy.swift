import JSONTree
import KubernetesClient
import PodPatternAPI

/// A ClusterPodPattern as the operator last saw it: readable even where its content is not valid.
struct ObservedPolicy: Sendable {
  let name: String
  let uid: String
  let generation: Int
  let isBeingDeleted: Bool
  /// The policy, or everything that is wrong with it.
  let content: Result<ClusterPodPattern, ProblemList>
  /// What it gives its members.
  let definition: PolicyDefinition
  let status: ClusterPodPatternStatus?
  private let object: JSON

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON) throws(UnreadableObject) {
    let (id, uid) = try ObjectID.identify(object, resource: .clusterPodPatterns)
    name = id.key.name
    self.uid = uid
    generation = Int(object["metadata", "generation"]?.integer ?? 0)
    isBeingDeleted = object["metadata", "deletionTimestamp"] != nil
    self.object = object
    content = Result { () throws(ProblemList) in try ClusterPodPattern.decode(object) }
    definition = PolicyDefinition(ofSpec: object["spec"] ?? [:])
    status = object["status"].map(ClusterPodPatternStatus.init(lenient:))
  }

  /// The policy as it would be with another definition.
  ///
  /// - Throws: every problem of it.
  func content(with definition: PolicyDefinition) throws(ProblemList) -> ClusterPodPattern {
    if definition == self.definition { return try content.get() }
    var object = object
    object["spec"] = definition.replacing(in: object["spec"] ?? [:])
    return try ClusterPodPattern.decode(object)
  }

  var key: ObjectKey { ObjectKey(name: name) }
  var id: ObjectID { ObjectID(resource: .clusterPodPatterns, key: key) }
  /// Whether the user has changed it since its status was written.
  var isAwaited: Bool { status?.observedGeneration != generation }
}

extension APIResource {
  /// The ClusterPodPatterns, for a client of the API.
  public static let clusterPodPatterns = APIResource(
    group: ClusterPodPattern.group, version: ClusterPodPattern.version, kind: ClusterPodPattern.kind,
    plural: ClusterPodPattern.plural, isNamespaced: false)

  /// The revisions of ClusterPodPatterns.
  static let controllerRevisions = APIResource(
    group: "apps", version: "v1", kind: "ControllerRevision", plural: "controllerrevisions")
}
