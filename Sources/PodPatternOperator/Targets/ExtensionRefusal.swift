import JSONTree
import KubernetesClient

/// Others own what a PodPattern wants to set in their object.
struct ExtensionRefusal: Error {
  let object: ObjectID
  let conflicts: [ConflictingField]

  /// Whether the fields can be taken by force; where a list would be replaced, that would destroy what its owner put there.
  var canBeForced: Bool { !conflicts.contains(where: \.losesEntries) && !isBetweenPodPatterns }

  /// Whether one of the others is a PodPattern, which would take the field back.
  var isBetweenPodPatterns: Bool { conflicts.contains { $0.podPattern != nil } }
}

/// A field that has one owner, and a PodPattern that wants another value in it.
struct ConflictingField: Sendable, Hashable, CustomStringConvertible {
  let field: String
  let manager: String
  /// The name of the PodPattern that has set the field, where it is one.
  let podPattern: String?
  let present: JSON?
  let wanted: JSON?

  /// - Parameter podPattern: the PodPattern whose manager has the field; `nil` where it is none's.
  init(
    _ conflict: FieldConflict, of podPattern: String?, _ desired: DesiredExtension, _ live: LiveTarget
  ) {
    self.podPattern = podPattern
    let path = ManagedFieldPath(conflict.field)
    field = conflict.field
    manager = conflict.manager
    present = path.flatMap { live.object[$0] }
    wanted = path.flatMap { desired.content[$0] }
  }

  /// A field that another PodPattern has set in an entry of the owner's.
  init(_ path: ManagedFieldPath, of podPattern: String, _ desired: DesiredExtension, _ live: LiveTarget) {
    self.podPattern = podPattern
    field = path.description
    manager = ExtensionManager.name(of: podPattern)
    present = live.object[path]
    wanted = desired.content[path]
  }

  /// Whether setting the field would remove entries of its owner's: a list to which its kind's schema gives no keys is one
  /// value for the API server.
  var losesEntries: Bool {
    let wantedEntries = wanted?.array ?? []
    return (present?.array ?? []).contains { $0.object != nil && !wantedEntries.contains($0) }
  }

  var description: String {
    guard !losesEntries || podPattern != nil else {
      return
        "\(field) is one value, by \"\(manager)\", to which nothing can be added: the schema of this kind gives the list "
        + "no keys (x-kubernetes-list-type: map)"
    }
    let holder = podPattern.map { "PodPattern \"\($0)\"" } ?? "\"\(manager)\""
    return "\(field) is \(Self.text(present)) by \(holder), and \(Self.text(wanted)) by this PodPattern"
  }

  private static func text(_ value: JSON?) -> String { value?.serializedString() ?? "set" }
}
