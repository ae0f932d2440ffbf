import KubernetesClient
import PodPatternAPI

/// What a PodPattern has applied, object by object, as its status keeps it over a restart.
struct Inventory: Sendable {
  private(set) var entries: [InventoryEntry]

  init(_ entries: [InventoryEntry]) { self.entries = entries }

  subscript(id: ObjectID) -> InventoryEntry? { entries.first { $0.describes(id) } }

  /// Remembers what was applied, and what the server recorded of it.
  mutating func record(_ live: LiveObject, as desired: DesiredObject) {
    remove(live.id)
    entries.append(
      InventoryEntry(
        apiVersion: live.id.resource.apiVersion, kind: live.id.resource.kind, name: live.id.key.name, uid: live.uid,
        applied: desired.fingerprint.description, fields: live.fields?.description ?? ""))
    entries.sort { ($0.kind, $0.name) < ($1.kind, $1.name) }
  }

  mutating func remove(_ id: ObjectID) { entries.removeAll { $0.describes(id) } }

  /// Forgets what is not in a set.
  mutating func keepOnly(_ ids: Set<ObjectID>) {
    entries.removeAll { entry in !ids.contains { entry.describes($0) } }
  }
}

extension InventoryEntry {
  fileprivate func describes(_ id: ObjectID) -> Bool {
    name == id.key.name && kind == id.resource.kind && apiVersion == id.resource.apiVersion
  }
}
