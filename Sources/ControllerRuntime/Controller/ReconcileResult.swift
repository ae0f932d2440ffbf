// How a reconciliation ended, other than by an error.

/// What a reconciler asks for after it has succeeded.
public enum ReconcileResult: Sendable, Hashable {
  /// Nothing until something changes.
  case done
  /// To run again after that time, unless something changes before.
  case requeue(after: Duration)
  /// To run again with the growing delays of the queue, at most that: something stands in the way that may go at any moment, and
  /// nothing has failed.
  case retry(atMost: Duration)
}
