// A condition that becomes true once, and can be awaited by any number of tasks.
import Synchronization

/// A gate that opens once and stays open.
package final class Gate: Sendable {
  private struct State {
    var isOpen = false
    var nextWaiter = 0
    var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
  }

  private let state = Mutex(State())

  package init() {}

  package var isOpen: Bool { state.withLock { $0.isOpen } }

  /// Lets everyone through who waits now or comes later; opening again does nothing.
  package func open() {
    let waiters = state.withLock { state in
      state.isOpen = true
      defer { state.waiters = [:] }
      return state.waiters.values
    }
    for waiter in waiters { waiter.resume() }
  }

  /// Returns once the gate is open.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  package func wait() async throws {
    let id = state.withLock { state in
      state.nextWaiter += 1
      return state.nextWaiter
    }
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { enter(id, $0) }
    } onCancel: {
      state.withLock { $0.waiters.removeValue(forKey: id) }?.resume(throwing: CancellationError())
    }
  }

  private func enter(_ id: Int, _ waiter: CheckedContinuation<Void, any Error>) {
    let outcome: Result<Void, any Error>? = state.withLock { state in
      if state.isOpen { return .success(()) }
      // Read under the lock: a cancellation that came before found no waiter to resume.
      if Task.isCancelled { return .failure(CancellationError()) }
      state.waiters[id] = waiter
      return nil
    }
    if let outcome { waiter.resume(with: outcome) }
  }
}
