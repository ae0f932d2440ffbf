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
  private var unconfirmed: [ObjectKey: UnconfirmedWrites<Object>] = [:]
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
      for kind in [overwritten(object.key), put(object)].compactMap(\.self) {
        changes.append(StoreChange(key: object.key, kind: kind, isInitialList: isInitialList))
      }
    }
    for key in vanished.sorted() {
      changes.append(StoreChange(key: key, kind: .deleted(remove(key)?.object)))
    }
    hasSynced = true
    seen = version
    return changes
  }

  /// Takes over an event of a watch; `nil` where the store has that version or a newer one already, and where all that
  /// is in it was told or recorded.
  mutating func apply(_ event: ObjectEvent<Object>) -> StoreChange<Object>? {
    seen = seen?.newer(event.resourceVersion) ?? event.resourceVersion
    switch event {
    case .changed(let object) where isReplay(object), .deleted(let object) where isReplay(object):
      if unconfirmed[object.key]?.made(object.resourceVersion) == true { return nil }
      return overwritten(object.key).map { StoreChange(key: object.key, kind: $0) }
    case .changed(let object):
      unconfirmed[object.key] = nil
      return put(object).map { StoreChange(key: object.key, kind: $0) }
    case .deleted(let object):
      guard let entry = remove(object.key) else { return nil }
      // The last state in the event may be newer than what the store had.
      return StoreChange(key: object.key, kind: .deleted((try? object.content.get()) ?? entry.object))
    case .bookmark, .initialEventsEnd:
      return nil
    }
  }

  /// Takes over the answer to a write, unless the store has seen something newer: also that the object is gone.
  mutating func record(_ object: ServerObject<Object>) {
    let entry = entries[object.key]
    let isGone = entry == nil && seen.map(ResourceVersion(object.resourceVersion).isOlder) ?? false
    guard !isGone, entry?.resourceVersion != object.resourceVersion else { return }
    if isReplay(object) {
      unconfirmed[object.key]?.insert(object.resourceVersion)
      return
    }
    var writes = unconfirmed[object.key] ?? UnconfirmedWrites(told: entry?.object)
    writes.insert(object.resourceVersion)
    _ = put(object)
    unconfirmed[object.key] = writes
  }

  /// What has changed from the last state told of to the one that is recorded; `nil` where nothing is recorded that the
  /// watch has not caught up with.
  private mutating func overwritten(_ key: ObjectKey) -> StoreChange<Object>.Kind? {
    unconfirmed.removeValue(forKey: key).flatMap { kind(of: key, after: $0.told) }
  }

  /// How the present state of an object came to be.
  private func kind(of key: ObjectKey, after old: Object?) -> StoreChange<Object>.Kind? {
    if let problem = problems[key] { return .undecodable(problem, lastGood: old) }
    guard let new = entries[key]?.object else { return nil }
    return old.map { .modified(old: $0, new: new) } ?? .added(new)
  }

  /// The keys with answers to writes that are newer than a list; none where the server has forgotten what it had told.
  private func recorded(since version: ResourceVersion) -> Set<ObjectKey> {
    if let seen, version.isOlder(than: seen) { return [] }
    return Set(entries.filter { version.isOlder(than: ResourceVersion($0.value.resourceVersion)) }.keys)
  }

  private mutating func remove(_ key: ObjectKey) -> Entry? {
    problems[key] = nil
    unconfirmed[key] = nil
    return entries.removeValue(forKey: key)
  }

  private func isReplay(_ object: ServerObject<Object>) -> Bool {
    guard let entry = entries[object.key] else { return false }
    return ResourceVersion(object.resourceVersion).isOlder(than: ResourceVersion(entry.resourceVersion))
  }

  /// Takes over a version; `nil` where the store has it.
  private mutating func put(_ object: ServerObject<Object>) -> StoreChange<Object>.Kind? {
    let (key, version) = (object.key, object.resourceVersion)
    let entry = entries[key]
    if let entry, entry.resourceVersion == version, !version.isEmpty { return nil }
    switch object.content {
    case .success(let new):
      entries[key] = Entry(resourceVersion: version, object: new)
      problems[key] = nil
    case .failure(let reason):
      entries[key] = Entry(resourceVersion: version, object: entry?.object)
      problems[key] = UndecodableObject(key: key, resourceVersion: version, reason: reason)
    }
    return kind(of: key, after: entry?.object)
  }
}
