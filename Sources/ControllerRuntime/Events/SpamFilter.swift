// What keeps one object from being talked about too much.

/// A token bucket for each object: 25 events at once, then one in five minutes, as client-go grants them.
struct SpamFilter: Sendable {
  private static let maximumObjects = 4096

  private var buckets: [ObjectReference: TokenBucket] = [:]

  /// Whether one more event of an object may be written.
  mutating func permits(_ object: ObjectReference, at now: Duration) -> Bool {
    if buckets[object] == nil, buckets.count >= Self.maximumObjects { makeRoom(at: now) }
    var bucket = buckets[object] ?? TokenBucket(capacity: 25, interval: .seconds(300), now: now)
    defer { buckets[object] = bucket }
    return bucket.take(at: now) == nil
  }

  private mutating func makeRoom(at now: Duration) {
    buckets = buckets.filter { !$0.value.isFull(at: now) }
    // Every object of a large cluster may have had an event in the last minutes; half of them is enough to forget.
    while buckets.count > Self.maximumObjects / 2, let any = buckets.keys.first { buckets[any] = nil }
  }
}
