// Which keys a queue hands out first.

/// How urgent a key is.
///
/// Two are enough: what somebody is waiting for, and what is only looked at to be sure. The numbers are those that
/// controller-runtime's priority queue uses in the `priority` label of `workqueue_depth`.
public enum QueuePriority: Int, Sendable, Hashable, Comparable, CaseIterable {
  /// Nothing is known to have changed: the first list after a start.
  case low = -100
  /// Something has changed.
  case normal = 0

  /// Whether the first is less urgent.
  public static func < (first: Self, second: Self) -> Bool { first.rawValue < second.rawValue }
}
