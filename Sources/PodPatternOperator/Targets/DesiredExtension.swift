import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// What a PodPattern wants to add to an object of somebody else's, ready to be applied.
struct DesiredExtension: Sendable {
  /// The PodPattern's name.
  let podPattern: String
  let id: ObjectID
  let content: JSON
  /// See ``Extender``.
  let touched: [ManagedFieldPath]
  /// Differs when anything that we would apply differs.
  let fingerprint: Fingerprint
  /// The other PodPatterns that the object says it is extended by, of those that there still are.
  var neighbours: Set<String> = []

  init(_ composed: TargetExtension, of live: LiveTarget, podPattern: String) {
    self.podPattern = podPattern
    id = live.id
    var content = composed.object
    var metadata = live.id.metadata(uid: live.uid)
    metadata["labels"] = composed.object["metadata", "labels"]
    var annotations = composed.object["metadata", "annotations"] ?? [:]
    annotations[ExtensionMark.key(of: podPattern)] = .string(ExtensionMark.value(touching: composed.touched))
    metadata["annotations"] = annotations
    content["metadata"] = metadata
    self.content = content
    touched = composed.touched.compactMap(ManagedFieldPath.init)
    fingerprint = Fingerprint(of: content)
  }

  /// The extensions that add something, of those objects that there are; what gets none is to be given back.
  static func all(
    _ composed: [TargetExtension], of live: some Sequence<LiveTarget>, podPattern: String
  ) -> [DesiredExtension] {
    composed.filter { !$0.isEmpty }.compactMap { addition in
      live.first { $0.id.isDescribed(by: addition.object) }
        .map { DesiredExtension(addition, of: $0, podPattern: podPattern) }
    }
  }

  /// What stands between the object as it is and as it is wanted, found without a request.
  func difference(to live: LiveTarget, applied: InventoryEntry?) -> Difference {
    guard let applied, applied.uid == live.uid, applied.applied == fingerprint.description else { return .changed }
    let own = live.ownership.fields(of: ExtensionManager.name(of: podPattern))
    let isWhole =
      applied.fields == live.fields(of: podPattern)?.description
      && touched.allSatisfy { live.object.includes(content, at: $0) && !own.intersects($0) }
    return isWhole ? .none : .drifted
  }
}

extension TargetExtension {
  /// Whether nothing is to be added.
  var isEmpty: Bool {
    let fields = (object.object ?? [:]).keys.filter { !["apiVersion", "kind", "metadata"].contains($0) }
    return fields.isEmpty && object["metadata", "labels"] == nil && object["metadata", "annotations"] == nil
  }
}

extension ObjectID {
  fileprivate func isDescribed(by object: JSON) -> Bool {
    resource.describes(object) && object["metadata", "name"]?.string == key.name
  }
}

extension JSON {
  /// Whether every field of another value is in this one; what is zero may be absent, as the API server leaves it out.
  func includes(_ other: JSON?) -> Bool {
    guard let other else { return true }
    guard let members = object, let wanted = other.object else { return self == other }
    return wanted.allSatisfy { key, value in members[key]?.includes(value) ?? value.isZero }
  }

  /// Whether what another value has at a path is there in this one, too.
  func includes(_ other: JSON, at path: ManagedFieldPath) -> Bool {
    self[path]?.includes(other[path]) ?? other[path]?.isZero ?? false
  }

  /// Whether Go's `omitempty` leaves it out.
  private var isZero: Bool { self == "" || self == 0 || self == false }
}
