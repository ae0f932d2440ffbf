import JSONTree
import KubernetesClient

/// Others own what a PodPattern wants to set in their object.
struct ExtensionRefusal: Error {
  let object: ObjectID
  let conflicts: [ConflictingField]

  /// Whether the fields can be taken by force; where a list would be replaced, that would destroy what its owner put there.
  var canBeForced: Bool { !conflicts.contains(where: \.losesEntries) }
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

  /// Whether setting the field would remove entries of its owner's: a list to which its kind's schema gives no keys is one
  /// value for the API server.
  var losesEntries: Bool {
    let wantedEntries = wanted?.array ?? []
    return (present?.array ?? []).contains { $0.object != nil && !wantedEntries.contains($0) }
  }

  var description: String {
    guard !losesEntries else {
      return
        "\(field) is one value, by \"\(manager)\", to which nothing can be added: the schema of this kind gives the list "
        + "no keys (x-kubernetes-list-type: map)"
    }
    return "\(field) is \(Self.text(present)) by \"\(manager)\", and \(Self.text(wanted)) by this PodPattern"
  }

  private static func text(_ value: JSON?) -> String { value?.serializedString() ?? "set" }
}
