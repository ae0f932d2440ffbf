// What the watch brings of an object while it is being written.

/// The changes of one object that are not told of before it is known whose they are.
struct WriteUnderWay<Object: Sendable>: Sendable {
  /// How many writes are under way.
  private var count = 1
  /// The versions that their answers had.
  private var made: Set<String> = []
  private var withheld: [(version: String, change: StoreChange<Object>)] = []

  mutating func begin() { count += 1 }

  mutating func withhold(_ change: StoreChange<Object>, _ version: String) { withheld.append((version, change)) }

  /// The changes that are to be told of though the write is still under way.
  mutating func release() -> [StoreChange<Object>] {
    defer { withheld = [] }
    return withheld.map(\.change)
  }

  /// Notes the end of a write, and the version that it made.
  ///
  /// - Returns: the changes that are to be told of; `nil` where another write is still under way.
  mutating func end(made version: String?) -> [StoreChange<Object>]? {
    count -= 1
    if let version { made.insert(version) }
    guard count == 0 else { return nil }
    return withheld.allSatisfy({ made.contains($0.version) }) ? [] : withheld.map(\.change)
  }
}
