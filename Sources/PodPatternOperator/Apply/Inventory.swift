import JSONTree
import KubernetesClient
import PodPatternAPI

/// What a PodPattern has applied, object by object, as its status keeps it over a restart.
struct Inventory: Sendable {
  private(set) var entries: [InventoryEntry]

  init(_ entries: [InventoryEntry]) { self.entries = entries }

  subscript(id: ObjectID) -> InventoryEntry? { entries.first { $0.describes(id) } }

  /// Whether an object is in it: this very one, and not another of its name.
  func has(_ live: LiveObject) -> Bool { self[live.id]?.uid == live.uid }

  /// Remembers what was applied, and what the server recorded of it.
  mutating func record(_ live: LiveObject, as desired: DesiredObject) {
    record(live.id, uid: live.uid, applied: desired.fingerprint, fields: live.fields)
  }

  /// Remembers what was added to an object of somebody else's, and what the server recorded of it.
  mutating func record(_ live: LiveTarget, as desired: DesiredExtension) {
    record(
      live.id, uid: live.uid, applied: desired.fingerprint, fields: live.fields(of: desired.podPattern), extended: true)
  }

  private mutating func record(
    _ id: ObjectID, uid: String, applied: Fingerprint, fields: Fingerprint?, extended: Bool = false
  ) {
    remove(id)
    entries.append(
      InventoryEntry(
        apiVersion: id.resource.apiVersion, kind: id.resource.kind, name: id.key.name, uid: uid,
        applied: applied.description, fields: fields?.description ?? "", extended: extended))
    entries.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
  }

  mutating func remove(_ id: ObjectID) { entries.removeAll { $0.describes(id) } }

  /// Forgets what is not in a set, of the objects that are a PodPattern's own.
  mutating func keepOnly(_ ids: Set<ObjectID>) {
    entries.removeAll { entry in !entry.extended && !ids.contains { entry.describes($0) } }
  }
}

extension InventoryEntry {
  fileprivate func describes(_ id: ObjectID) -> Bool {
    name == id.key.name && kind == id.resource.kind && apiVersion == id.resource.apiVersion
  }
}
