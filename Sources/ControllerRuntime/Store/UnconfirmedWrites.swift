// What lies between a write's answer and its arrival by the watch.

/// Answers to writes to one object which the watch has not caught up with.
///
/// An answer is the whole object, and may hold what somebody else changed just before the write. The watch brings that
/// change as a version of its own, older than the answer, which nobody has recorded: by that it is known.
struct UnconfirmedWrites<Object: Sendable>: Sendable {
  /// The last state that a ``StoreChange`` told of; `nil` where none has.
  let told: Object?
  /// The versions that the answers had.
  private var versions: Set<String> = []

  init(told: Object?) { self.told = told }

  mutating func insert(_ version: String) { versions.insert(version) }

  /// Whether it was one of these writes that made a version.
  func made(_ version: String) -> Bool { versions.contains(version) }
}
