import JSONTree
import KubernetesClient

/// An object of somebody else's that PodPatterns may extend, as it is in the cluster.
struct LiveTarget: Sendable {
  let id: ObjectID
  let uid: String
  let resourceVersion: String
  let object: JSON
  let ownership: FieldOwnership

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON, resource: APIResource) throws(UnreadableObject) {
    (id, uid) = try ObjectID.identify(object, resource: resource)
    resourceVersion = object["metadata", "resourceVersion"]?.string ?? ""
    self.object = object
    ownership = FieldOwnership(of: object)
  }

  var isBeingDeleted: Bool { object["metadata", "deletionTimestamp"] != nil }

  /// The object as everybody but one PodPattern wants it.
  func withoutExtension(of podPattern: String) -> JSON {
    var intent = object.withoutFields(
      ownedOnlyBy: ExtensionManager.name(of: podPattern),
      touched: ExtensionMark.touched(in: object, by: podPattern))
    intent["metadata"]?["annotations"]?[ExtensionMark.key(of: podPattern)] = Optional.none
    return intent
  }

  /// The fields of the owner's entries that a PodPattern has set, and that are still nobody else's.
  func touched(by podPattern: String) -> [ManagedFieldPath] {
    let others = ownership.fields(ofOthersThan: ExtensionManager.name(of: podPattern))
    return ExtensionMark.touched(in: object, by: podPattern).filter { object[$0] != nil && !others.intersects($0) }
  }

  /// The other PodPatterns that the object says it is extended by, also those that have gone and left it so.
  func extenders(besides podPattern: String) -> Set<String> {
    ExtensionMark.podPatterns(in: object).subtracting([podPattern])
  }

  /// Whether a field is inside an entry of a list that a PodPattern alone has made, or is named after this program.
  func isOwn(_ field: ManagedFieldPath, of podPattern: String) -> Bool {
    let manager = ExtensionManager.name(of: podPattern)
    let own = ownership.fields(of: manager)
    let others = ownership.fields(ofOthersThan: manager)
    let entries = field.elements.indices.filter { if case .key = field.elements[$0] { true } else { false } }
      .map { ManagedFieldPath(Array(field.elements[...$0])) }
    if case .field(let name) = field.elements.last, name.contains("podpattern.dev/") { return true }
    return entries.contains { own.contains($0) && !others.contains($0) }
  }

  /// See ``ManagedFields/fingerprint(of:manager:)``.
  func fields(of podPattern: String) -> Fingerprint? {
    ManagedFields.fingerprint(of: object, manager: ExtensionManager.name(of: podPattern))
  }
}
