// A store's content as a value: objects come in, changes come out.
import KubernetesClient

/// What a store holds, and the rules by which the server's answers change it.
struct StoreContents<Object: Sendable>: Sendable {
  /// One object of the server: its version, and its last good state.
  private struct Entry {
    var resourceVersion: String
    var object: Object?
  }

  private var entries: [ObjectKey: Entry] = [:]
  /// Why the present versions of some objects cannot be decoded; beside the entries, which stay small without.
  private var problems: [ObjectKey: UndecodableObject] = [:]
  private var hasSynced = false
  /// Everything up to this version has been taken over; `nil` before the first list.
  private var seen: ResourceVersion?

  subscript(key: ObjectKey) -> Object? { entries[key]?.object }

  var objects: [ObjectKey: Object] { entries.compactMapValues(\.object) }

  func problem(of key: ObjectKey) -> UndecodableObject? { problems[key] }

  /// Takes over a complete list of that version; objects that it lacks are gone.
  ///
  /// What was recorded since that version stays: the list cannot know of it.
  mutating func replace(
    with list: some Sequence<ServerObject<Object>>, at version: ResourceVersion
  ) -> [StoreChange<Object>] {
    let isInitialList = !hasSynced
    let recorded = recorded(since: version)
    var vanished = Set(entries.keys).subtracting(recorded)
    var changes: [StoreChange<Object>] = []
    for object in list where !recorded.contains(object.key) {
      vanished.remove(object.key)
      guard let kind = put(object) else { continue }
      changes.append(StoreChange(key: object.key, kind: kind, isInitialList: isInitialList))
    }
    for key in vanished.sorted() {
      changes.append(StoreChange(key: key, kind: .deleted(remove(key)?.object)))
    }
    hasSynced = true
    seen = version
    return changes
  }

  /// Takes over an event of a watch; `nil` where the store has that version or a newer one already.
  mutating func apply(_ event: ObjectEvent<Object>) -> StoreChange<Object>? {
    seen = seen?.newer(event.resourceVersion) ?? event.resourceVersion
    switch event {
    case .changed(let object) where !isReplay(object):
      return put(object).map { StoreChange(key: object.key, kind: $0) }
    case .deleted(let object) where !isReplay(object):
      guard let entry = remove(object.key) else { return nil }
      // The last state in the event may be newer than what the store had.
      return StoreChange(key: object.key, kind: .deleted((try? object.content.get()) ?? entry.object))
    case .changed, .deleted, .bookmark, .initialEventsEnd:
      return nil
    }
  }

  /// Takes over the answer to a write, unless the store has seen something newer: also that the object is gone.
  mutating func record(_ object: ServerObject<Object>) {
    let isGone = entries[object.key] == nil && seen.map(ResourceVersion(object.resourceVersion).isOlder) ?? false
    if !isGone, !isReplay(object) { _ = put(object) }
  }

  /// The keys with answers to writes that are newer than a list; none where the server has forgotten what it had told.
  private func recorded(since version: ResourceVersion) -> Set<ObjectKey> {
    if let seen, version.isOlder(than: seen) { return [] }
    return Set(entries.filter { version.isOlder(than: ResourceVersion($0.value.resourceVersion)) }.keys)
  }

  private mutating func remove(_ key: ObjectKey) -> Entry? {
    problems[key] = nil
    return entries.removeValue(forKey: key)
  }

  private func isReplay(_ object: ServerObject<Object>) -> Bool {
    guard let entry = entries[object.key] else { return false }
    return ResourceVersion(object.resourceVersion).isOlder(than: ResourceVersion(entry.resourceVersion))
  }

  private mutating func put(_ object: ServerObject<Object>) -> StoreChange<Object>.Kind? {
    let entry = entries[object.key]
    if let entry, entry.resourceVersion == object.resourceVersion, !object.resourceVersion.isEmpty { return nil }
    let old = entry?.object
    switch object.content {
    case .success(let new):
      entries[object.key] = Entry(resourceVersion: object.resourceVersion, object: new)
      problems[object.key] = nil
      return old.map { .modified(old: $0, new: new) } ?? .added(new)
    case .failure(let reason):
      let problem = UndecodableObject(key: object.key, resourceVersion: object.resourceVersion, reason: reason)
      entries[object.key] = Entry(resourceVersion: object.resourceVersion, object: old)
      problems[object.key] = problem
      return .undecodable(problem, lastGood: old)
    }
  }
}
