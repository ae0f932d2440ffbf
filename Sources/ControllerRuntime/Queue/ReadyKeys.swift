// The keys that could be taken now, the urgent ones first.
import DequeModule

/// Keys in the order in which they are handed out.
///
/// Of each priority the key comes first that became ready first. A key of normal priority comes before all of low priority,
/// but after so many in a row a low one has its turn: without that, a cluster with enough changes would never finish the
/// first look at its objects. Every operation takes constant time, averaged over many.
struct ReadyKeys<Key: Hashable & Sendable>: Sendable {
  /// How many normal keys come in a row while a low one waits.
  static var normalTurns: Int { 7 }

  /// What is known of a key that is to run.
  struct Entry: Sendable, Hashable {
    var priority: QueuePriority
    /// When it became ready.
    var since: Duration
  }

  private struct Place: Sendable {
    let key: Key
    let since: Duration
  }

  private var entries: [Key: Entry] = [:]
  private var normal: Deque<Place> = []
  /// Also has the places of keys that were raised since; these are skipped.
  private var low: Deque<Place> = []
  private var lowCount = 0
  private var turns = 0

  var count: Int { entries.count }

  /// The number of places that are kept, with those that are skipped and not yet removed.
  var placeCount: Int { normal.count + low.count }

  func count(of priority: QueuePriority) -> Int { priority == .low ? lowCount : entries.count - lowCount }

  /// When the key became ready that waits longest; `nil` where none waits. It looks at all of them.
  var oldest: Duration? { entries.values.lazy.map(\.since).min() }

  /// Adds a key, or raises the one that waits already.
  mutating func add(_ key: Key, _ priority: QueuePriority, since: Duration) {
    guard let entry = entries[key] else {
      entries[key] = Entry(priority: priority, since: since)
      if priority == .low { lowCount += 1 }
      append(Place(key: key, since: since), priority)
      return
    }
    guard entry.priority < priority else { return }
    entries[key]?.priority = priority
    lowCount -= 1
    append(Place(key: key, since: entry.since), priority)
    if low.count > 2 * lowCount + 64 { low = Deque(low.lazy.filter(isLow)) }
  }

  /// Takes the next key.
  mutating func pop() -> (key: Key, entry: Entry)? {
    let prefersLow = lowCount > 0 && (normal.isEmpty || turns >= Self.normalTurns)
    guard let place = prefersLow ? popLow() : normal.popFirst() else { return nil }
    turns = prefersLow || lowCount == 0 ? 0 : turns + 1
    return entries.removeValue(forKey: place.key).map { (place.key, $0) }
  }

  private mutating func popLow() -> Place? {
    while let place = low.popFirst() {
      guard isLow(place) else { continue }
      lowCount -= 1
      return place
    }
    return nil
  }

  private mutating func append(_ place: Place, _ priority: QueuePriority) {
    if priority == .low { low.append(place) } else { normal.append(place) }
  }

  private func isLow(_ place: Place) -> Bool {
    entries[place.key] == Entry(priority: .low, since: place.since)
  }
}
