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
  private var writes: [ObjectKey: WriteUnderWay<Object>] = [:]
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
    // What is withheld comes before what the list tells of the same object.
    var changes = writes.keys.sorted().flatMap { writes[$0]?.release() ?? [] }
    for object in list where !recorded.contains(object.key) {
      vanished.remove(object.key)
      for case let kind? in [overwritten(object.key), put(object)] {
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

  /// Takes over an event of a watch.
  ///
  /// - Returns: the change that is to be told of now; none where its object is being written.
  mutating func apply(_ event: ObjectEvent<Object>) -> [StoreChange<Object>] {
    guard let change = takeOver(event) else { return [] }
    return withhold(change, event.resourceVersion) ? [] : [change]
  }

  /// Takes over an event of a watch; `nil` where the store has that version or a newer one already, and where all that
  /// is in it was told or recorded.
  private mutating func takeOver(_ event: ObjectEvent<Object>) -> StoreChange<Object>? {
    seen = seen?.newer(event.resourceVersion) ?? event.resourceVersion
    switch event {
    case .known(let key, let version): return confirm(key, version)
    case .changed(let object) where has(object.key, object.resourceVersion),
      .deleted(let object) where isReplay(object.key, object.resourceVersion):
      return confirm(object.key, object.resourceVersion)
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

  /// Takes over that the watch has come to a version of which the store has the content, or newer content.
  private mutating func confirm(_ key: ObjectKey, _ version: String) -> StoreChange<Object>? {
    if entries[key]?.resourceVersion == version {
      unconfirmed[key] = nil
      return nil
    }
    if unconfirmed[key]?.made(version) == true { return nil }
    return overwritten(key).map { StoreChange(key: key, kind: $0) }
  }

  /// Takes over the answer to a write, unless the store has seen something newer: also that the object is gone.
  mutating func record(_ object: ServerObject<Object>) {
    let entry = entries[object.key]
    let isGone = entry == nil && seen.map(ResourceVersion(object.resourceVersion).isOlder) ?? false
    guard !isGone, entry?.resourceVersion != object.resourceVersion else { return }
    if isReplay(object.key, object.resourceVersion) {
      unconfirmed[object.key]?.insert(object.resourceVersion)
      return
    }
    unconfirmed[object.key, default: UnconfirmedWrites(told: entry?.object)].insert(object.resourceVersion)
    _ = put(object)
  }

  /// Notes that a write begins: until it ends, changes of the object are withheld.
  mutating func beginWrite(_ key: ObjectKey) {
    if writes[key]?.begin() == nil { writes[key] = WriteUnderWay() }
  }

  /// Notes that a write has ended, and with which version; `nil` where it has failed, or has not settled the object.
  ///
  /// - Returns: the changes that are to be told of after all.
  mutating func endWrite(_ key: ObjectKey, made version: String?) -> [StoreChange<Object>] {
    guard let changes = writes[key]?.end(made: version) else { return [] }
    writes[key] = nil
    return changes
  }

  /// Keeps a change back where its object is being written.
  ///
  /// - Returns: whether it is kept back.
  private mutating func withhold(_ change: StoreChange<Object>, _ version: ResourceVersion) -> Bool {
    writes[change.key]?.withhold(change, version.text) != nil
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

  /// Whether the store has that version or a newer one.
  func has(_ key: ObjectKey, _ version: String) -> Bool {
    !version.isEmpty && entries[key]?.resourceVersion == version || isReplay(key, version)
  }

  private func isReplay(_ key: ObjectKey, _ version: String) -> Bool {
    guard let entry = entries[key] else { return false }
    return ResourceVersion(version).isOlder(than: ResourceVersion(entry.resourceVersion))
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
