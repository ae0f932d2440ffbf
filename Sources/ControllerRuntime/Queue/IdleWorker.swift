// Workers that wait for a key.

/// A worker that waits for a key, and how to wake it.
struct IdleWorker<Key: Sendable>: Sendable {
  /// Identifies the wait, so that its cancellation finds it.
  let id: Int
  let continuation: CheckedContinuation<Key?, Never>
  /// Whether its task was cancelled before it began to wait.
  let isCancelled: Bool
}

/// What an idle worker is woken with.
struct WakeUp<Key: Hashable & Sendable>: Sendable {
  let worker: IdleWorker<Key>
  /// The key to run; `nil` sends the worker home.
  let taken: QueueState<Key>.Taken?

  func callAsFunction() { worker.continuation.resume(returning: taken?.key) }
}
