import Dispatch
import Synchronization

/// Runs the tasks of a test's subject, and tells when none of them has anything to do.
///
/// A test that moves a clock only then decides what happens, and not the machine's load: nothing that could still run
/// is overtaken by time.
final class SettlingExecutor: TaskExecutor {
  private struct State {
    var jobs = 0
    var waiters: [CheckedContinuation<Void, Never>] = []
  }

  private let state = Mutex(State())
  private let queue = DispatchQueue(label: "settling")

  func enqueue(_ job: consuming ExecutorJob) {
    let job = UnownedJob(job)
    state.withLock { $0.jobs += 1 }
    queue.async {
      job.runSynchronously(on: self.asUnownedTaskExecutor())
      self.finish()
    }
  }

  /// Returns once all tasks of this executor wait for something else than a turn.
  func settle() async {
    await withCheckedContinuation { waiter in
      let isSettled = state.withLock { state in
        if state.jobs > 0 { state.waiters.append(waiter) }
        return state.jobs == 0
      }
      if isSettled { waiter.resume() }
    }
  }

  private func finish() {
    let waiters = state.withLock { state -> [CheckedContinuation<Void, Never>] in
      state.jobs -= 1
      guard state.jobs == 0 else { return [] }
      defer { state.waiters = [] }
      return state.waiters
    }
    for waiter in waiters { waiter.resume() }
  }
}
