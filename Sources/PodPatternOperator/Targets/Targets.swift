import ControllerRuntime
import JSONTree
import KubernetesClient
import Synchronization

/// The objects of somebody else's that PodPatterns extend, found by object and by PodPattern.
///
/// A kind is followed from the moment on when a PodPattern names it, so that nothing is listed that nobody extends.
final class Targets: Sendable {
  private struct State {
    var stores: [APIResource: Store<StoredTarget>] = [:]
    /// Who extends an object, or wants to.
    var users: [ObjectID: Set<ObjectKey>] = [:]
    var used: [ObjectKey: Set<ObjectID>] = [:]
    /// Which objects say that they are extended by a PodPattern.
    var marked: [ObjectKey: Set<ObjectID>] = [:]
    /// The same, by object.
    var marks: [ObjectID: Set<ObjectKey>] = [:]

    /// Brings the index in line with the store, whoever has changed that: a write of ours and the watch may come in any
    /// order.
    mutating func index(_ id: ObjectID) {
      let extenders = stores[id.resource]?.get(id.key)?.extenders ?? []
      let before = marks[id] ?? []
      for key in before.subtracting(extenders) { marked.remove(id, at: key) }
      for key in extenders.subtracting(before) { marked[key, default: []].insert(id) }
      marks[id] = extenders.isEmpty ? nil : extenders
    }
  }

  private let state = Mutex(State())
  private let begin: @Sendable (Targets, APIResource, Store<StoredTarget>) -> Void

  /// - Parameter begin: starts to fill a store with all objects of a kind, and to tell ``noteChange(_:of:)`` of changes.
  init(begin: @escaping @Sendable (Targets, APIResource, Store<StoredTarget>) -> Void) { self.begin = begin }

  /// The store of a kind; it begins to be filled when it is first asked for.
  func follow(_ resource: APIResource) -> Store<StoredTarget> {
    let (store, isNew) = state.withLock { state in
      if let store = state.stores[resource] { return (store, false) }
      let store = Store<StoredTarget>()
      state.stores[resource] = store
      return (store, true)
    }
    if isNew { begin(self, resource, store) }
    return store
  }

  /// Notes which objects a PodPattern has to do with; it is told of their changes from now on.
  func register(_ podPattern: ObjectKey, uses ids: Set<ObjectID>) {
    state.withLock { state in
      let before = state.used[podPattern] ?? []
      for id in before.subtracting(ids) { state.users.remove(podPattern, at: id) }
      for id in ids { state.users[id, default: []].insert(podPattern) }
      state.used[podPattern] = ids.isEmpty ? nil : ids
    }
  }

  /// The object as last seen, or as the last write of ours left it.
  func live(_ id: ObjectID) throws -> LiveTarget? {
    try state.withLock { $0.stores[id.resource] }?.get(id.key)?.read()
  }

  /// Everything that says it is extended by a PodPattern.
  func extended(by podPattern: ObjectKey) -> [ObjectID] {
    state.withLock { ($0.marked[podPattern] ?? []).sorted { $0.description < $1.description } }
  }

  /// The other PodPatterns that have to do with an object.
  func others(than podPattern: ObjectKey, on id: ObjectID) -> [ObjectKey] {
    state.withLock { ($0.users[id] ?? []).subtracting([podPattern]).sorted() }
  }

  /// The other PodPatterns that have to do with the same objects.
  func neighbours(of podPattern: ObjectKey) -> [ObjectKey] {
    state.withLock { state in
      let all = Set((state.used[podPattern] ?? []).flatMap { state.users[$0] ?? [] })
      return all.subtracting([podPattern]).sorted()
    }
  }

  /// The PodPatterns that have to do with objects of a kind.
  func users(of resource: APIResource) -> [ObjectKey] {
    state.withLock { state in Set(state.users.filter { $0.key.resource == resource }.flatMap(\.value)).sorted() }
  }

  /// Takes over the server's answer to a write, so that the next look sees it before the watch brings it.
  func record(_ answer: JSON, resource: APIResource) throws -> LiveTarget {
    let live = try LiveTarget(answer, resource: resource)
    let stored = try StoredTarget(answer, resource: resource)
    follow(resource).record(
      ServerObject(key: live.id.key, resourceVersion: live.resourceVersion, content: .success(stored)))
    state.withLock { $0.index(live.id) }
    return live
  }

  /// Keeps the index, and tells which PodPatterns a change concerns.
  func noteChange(_ change: StoreChange<StoredTarget>, of resource: APIResource) -> [ObjectKey] {
    let id = ObjectID(resource: resource, key: change.key)
    return state.withLock { state in
      state.index(id)
      let users = state.users[id] ?? []
      return users.union(change.old?.extenders ?? []).union(change.new?.extenders ?? []).sorted()
    }
  }
}

extension Dictionary {
  /// Removes one of the elements at a key, and the key with the last one.
  fileprivate mutating func remove<Element>(_ element: Element, at key: Key) where Value == Set<Element> {
    self[key]?.remove(element)
    if self[key]?.isEmpty == true { self[key] = nil }
  }
}
