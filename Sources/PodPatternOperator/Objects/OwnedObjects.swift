import ControllerRuntime
import JSONTree
import KubernetesClient
import PodPatternAPI
import Synchronization

/// The objects in the cluster that PodPatterns own, found by object and by PodPattern.
final class OwnedObjects: Sendable {
  /// A store for every kind.
  let stores: [APIResource: Store<LiveObject>]
  private let byPodPattern = Mutex<[ObjectKey: Set<ObjectID>]>([:])

  /// - Parameter monitors: the objects of the Prometheus Operator that the cluster knows.
  init(monitors: Set<PrometheusMonitor.Kind>) {
    let resources = APIResource.ownedByPodPatterns + monitors.compactMap { APIResource.monitors[$0] }
    stores = Dictionary(uniqueKeysWithValues: resources.map { ($0, Store<LiveObject>()) })
  }

  /// The object as it was last seen, or as the last write of ours left it.
  func live(_ id: ObjectID) -> LiveObject? { stores[id.resource]?.get(id.key) }

  /// Everything that carries the label of a PodPattern.
  func live(labelledFor podPattern: ObjectKey) -> [LiveObject] {
    let ids = byPodPattern.withLock { $0[podPattern] ?? [] }
    return ids.compactMap(live).sorted { $0.id.description < $1.id.description }
  }

  /// Writes an object and takes over the server's answer, so that the next look sees it before the watch brings it.
  ///
  /// - Returns: the object as the answer has it.
  /// - Throws: ``UnreadableObject``; what `send` throws.
  func write(_ id: ObjectID, _ send: () async throws -> JSON) async throws -> LiveObject {
    func write() async throws -> ServerObject<LiveObject> {
      let object = try LiveObject(try await send(), resource: id.resource)
      return ServerObject(key: id.key, resourceVersion: object.resourceVersion, content: .success(object))
    }
    let answer =
      if let store = stores[id.resource] { try await store.write(id.key, write) } else { try await write() }
    let object = try answer.content.get()
    index(old: nil, new: object)
    return object
  }

  /// Keeps the index by PodPattern, and tells which PodPatterns a change concerns.
  func noteChange(_ change: StoreChange<LiveObject>) -> [ObjectKey] {
    index(old: change.old, new: change.new)
    let concerned = Set([change.old, change.new].compactMap { $0?.podPatternKey })
    return concerned.sorted()
  }

  private func index(old: LiveObject?, new: LiveObject?) {
    byPodPattern.withLock { index in
      if let old, let key = old.podPatternKey, key != new?.podPatternKey {
        index[key]?.remove(old.id)
        if index[key]?.isEmpty == true { index[key] = nil }
      }
      if let new, let key = new.podPatternKey { index[key, default: []].insert(new.id) }
    }
  }
}

extension LiveObject {
  fileprivate var podPatternKey: ObjectKey? {
    podPatternName.map { ObjectKey(namespace: id.key.namespace, name: $0) }
  }
}
