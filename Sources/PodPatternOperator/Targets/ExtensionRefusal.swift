import JSONTree
import KubernetesClient

/// Others own what a PodPattern wants to set in their object.
struct ExtensionRefusal: Error {
  let object: ObjectID
  let conflicts: [ConflictingField]
}

/// A field that has one owner, and a PodPattern that wants another value in it.
struct ConflictingField: Sendable, Hashable, CustomStringConvertible {
  let field: String
  let manager: String
  let present: JSON?
  let wanted: JSON?

  init(_ conflict: FieldConflict, _ desired: DesiredExtension, _ live: LiveTarget) {
    let path = ManagedFieldPath(conflict.field)
    field = conflict.field
    manager = conflict.manager
    present = path.flatMap { live.object[$0] }
    wanted = path.flatMap { desired.content[$0] }
  }

  var description: String {
    "\(field) is \(Self.text(present)) by \"\(manager)\", and \(Self.text(wanted)) by this PodPattern"
  }

  private static func text(_ value: JSON?) -> String { value?.serializedString() ?? "set" }
}
