import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// What the operator remembers of an object in the cluster: whose it is, and whether it still is as it was applied.
///
/// A class, since it goes through many hands and never changes: passing it on copies none of its texts.
final class LiveObject: Sendable {
  let id: ObjectID
  let uid: String
  let resourceVersion: String
  /// The owner that manages the object, whatever its kind.
  let controller: Controller?
  /// The name of the PodPattern that the object's labels name.
  let podPatternName: String?
  let isBeingDeleted: Bool
  /// See ``ManagedFields/fingerprint(of:)``.
  let fields: Fingerprint?
  /// How far it is; `nil` for what is there at once.
  let rollout: Rollout?

  /// What is read of an object: hardly anything of what it says, and all of what we own in it.
  static let filter = [
    "name", "namespace", "uid", "resourceVersion", "generation", "labels", "ownerReferences", "deletionTimestamp",
  ]
  .reduce(JSONFilter.nothing) { $0.keeping("metadata", $1) }
  .keepingElements(of: "metadata", "managedFields", where: "manager", is: fieldManager)
  .keeping("spec", "replicas").keeping("spec", "paused").keeping("status")

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON, resource: APIResource) throws {
    (id, uid) = try ObjectID.identify(object, resource: resource)
    resourceVersion = object["metadata", "resourceVersion"]?.string ?? ""
    controller = object["metadata", "ownerReferences"]?.array?
      .first { $0["controller"] == true }.map(Controller.init)
    let labels = object["metadata", "labels"]
    podPatternName =
      labels?[Labels.managedBy]?.string == Labels.manager
      ? labels?[Labels.name]?.string : nil
    isBeingDeleted = object["metadata", "deletionTimestamp"] != nil
    fields = ManagedFields.fingerprint(of: object)
    rollout =
      switch resource {
      case .deployments: Rollout(deployment: object)
      case .jobs: Rollout(job: object)
      default: nil
      }
  }

  /// Whose the object is, seen from a PodPattern.
  func ownership(for podPattern: ObservedPodPattern.Identity) -> Ownership {
    guard let controller else { return isLabelled(for: podPattern) ? .ours : .foreign }
    if controller.uid == podPattern.uid { return .ours }
    return controller.kind == PodPattern.kind && controller.name == podPattern.key.name ? .predecessors : .foreign
  }

  private func isLabelled(for podPattern: ObservedPodPattern.Identity) -> Bool {
    podPatternName == podPattern.key.name && id.key.namespace == podPattern.key.namespace
  }

  /// The owner reference with `controller: true`.
  struct Controller: Sendable, Hashable {
    let kind: String?
    let name: String?
    let uid: String?

    fileprivate init(_ reference: JSON) {
      kind = reference["kind"]?.string
      name = reference["name"]?.string
      uid = reference["uid"]?.string
    }
  }
}

/// Whose an object is, seen from a PodPattern.
enum Ownership: Sendable {
  /// Its own; also what a PodPattern of this name left behind on purpose (`deletionPolicy: Orphan`).
  case ours
  /// That of a deleted PodPattern of the same name: the garbage collector is about to delete it.
  case predecessors
  /// Somebody else's.
  case foreign
}

/// The API server sent an object without a name or uid.
struct UnreadableObject: Error, CustomStringConvertible {
  let kind: String
  var description: String { "a \(kind) without metadata.name or metadata.uid" }
}
