import JSONTree
import KubernetesClient

/// What would become of one object.
public struct PlannedObject: Sendable {
  /// What the operator would do.
  public enum Action: Sendable, Hashable {
    /// Nothing.
    case none
    /// Make it.
    case create
    /// Change what is its own, or extend what is somebody else's.
    case change
    /// Delete what is no longer declared.
    case delete
    /// Give back what is somebody else's.
    case release
  }

  let id: ObjectID
  /// What the operator would do.
  public let action: Action
  /// The object as it is; `nil` where there is none.
  let before: JSON?
  /// The object as it would be; `nil` where it would go.
  let after: JSON?
  /// The name under which the operator applies to it.
  let manager: String
  /// The fields that would be taken from other managers.
  let taken: [FieldConflict]
  /// What would become of its pods; `nil` where it has none, or had none before.
  let podChange: PodChange?

  /// - Parameter action: what is done where it makes a difference.
  init(
    _ id: ObjectID, _ action: Action, before: JSON?, after: JSON?, manager: String, templatePath: [String]? = nil,
    taken: [FieldConflict] = []
  ) {
    self.id = id
    self.before = before
    self.after = after
    self.manager = manager
    self.taken = taken
    let isSame = before?.declaration == after?.declaration
    self.action = isSame && action != .delete ? .none : action
    podChange = PodChange(from: before, to: after, templatePath: templatePath ?? id.resource.knownTemplatePath)
  }
}

extension JSON {
  /// The object without what only the server writes, and without what `kubectl apply` repeats of the whole of it.
  ///
  /// The content of a Secret is not in it.
  var declaration: JSON {
    var object = self
    object["status"] = Optional.none
    for field in ["managedFields", "resourceVersion", "generation", "uid", "creationTimestamp", "selfLink"] {
      object["metadata"]?[field] = Optional.none
    }
    object["metadata"]?["annotations"]?["kubectl.kubernetes.io/last-applied-configuration"] = Optional.none
    if let owners = object["metadata", "ownerReferences"]?.array {
      object["metadata"]?["ownerReferences"] = .array(owners.map { $0.removing("uid") })
    }
    guard APIResource.secrets.describes(object) else { return object }
    return object.removing("data").removing("stringData")
  }

  private func removing(_ member: String) -> JSON {
    var object = self
    object[member] = Optional.none
    return object
  }
}
