// The keys that wait to be reconciled.
import DequeModule
import Synchronization

/// A queue of keys in which each key waits at most once and never runs twice at one time.
///
/// - Expected flow: producers ``add(_:)`` keys; workers take one with ``next()``, work, say ``retry(_:atLeast:)`` or
///   ``forget(_:)``, then ``finish(_:)``. One task calls ``run()``, which makes delayed keys come.
/// - Guarantees: a key that is added while it waits is taken once; one that is added while it runs is taken again after
///   ``finish(_:)``, never before. Keys come in the order in which they became ready. Of several delayed adds the
///   earliest counts; taking a key calls its delayed add off, since the run that begins is what it asked for.
/// - Assumptions: every key that was taken is finished. What a key stands for is read when it runs, not when it is added.
/// - Caveats: nothing is kept over a restart. After ``shutDown()``, keys that still wait are not handed out.
/// - Errors: none.
public final class WorkQueue<Key: Hashable & Sendable>: Sendable {
  private struct State {
    var keys = QueueState<Key>()
    var failures: [Key: Int] = [:]
    var idleWorkers: Deque<IdleWorker<Key>> = []
    var waits = 0
    /// Opened when a delayed key is due earlier than the timer knows.
    var timerIsLate = Gate()
    var isShutDown = false

    /// Assigns ready keys to the workers that have waited longest.
    mutating func wakeUps() -> [WakeUp<Key>] {
      var wakeUps: [WakeUp<Key>] = []
      var stillIdle: Deque<IdleWorker<Key>> = []
      while let worker = idleWorkers.popFirst() {
        if isShutDown || worker.isCancelled {
          wakeUps.append(WakeUp(worker: worker, key: nil))
        } else if let key = keys.take() {
          wakeUps.append(WakeUp(worker: worker, key: key))
        } else {
          stillIdle.append(worker)
        }
      }
      idleWorkers = stillIdle
      return wakeUps
    }
  }

  private let state = Mutex(State())
  private let clock: RuntimeClock
  /// The pauses of client-go's and controller-runtime's rate limiter for a failing key.
  private let backoff = ExponentialDelay(initial: .milliseconds(5), maximum: .seconds(1000))

  /// An empty queue.
  ///
  /// - Parameter clock: The clock of delayed adds.
  public init(clock: RuntimeClock = RuntimeClock(ContinuousClock())) {
    self.clock = clock
  }

  /// How many keys could be taken now.
  public var readyCount: Int { state.withLock { $0.keys.readyCount } }

  /// Adds a key, to be taken as soon as a worker is free.
  public func add(_ key: Key) {
    change { $0.keys.add(key) }
  }

  /// Adds a key after a delay.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - delay: How long to wait; zero or less adds it now.
  public func add(_ key: Key, after delay: Duration) {
    guard delay > .zero else { return add(key) }
    let due = clock.now + delay
    change { $0.keys.add(key, at: due) }
  }

  /// Adds a key that failed, after 5 ms for the first failure in a row and twice as long for each further one, at most
  /// 1000 s.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - minimum: The least delay, if the server asked for one.
  /// - Returns: The delay.
  @discardableResult
  public func retry(_ key: Key, atLeast minimum: Duration? = nil) -> Duration {
    let failures = state.withLock { state in
      state.failures[key, default: 0] += 1
      return state.failures[key, default: 0]
    }
    let delay = max(backoff.after(failures: failures), minimum ?? .zero)
    add(key, after: delay)
    return delay
  }

  /// Forgets the failures of a key: its next one counts as its first.
  public func forget(_ key: Key) {
    state.withLock { _ = $0.failures.removeValue(forKey: key) }
  }

  /// Waits for a key and takes it.
  ///
  /// - Returns: The key, which runs until ``finish(_:)``; `nil` once the queue is shut down or the task is cancelled.
  public func next() async -> Key? {
    let id = state.withLock { state in
      state.waits += 1
      return state.waits
    }
    return await withTaskCancellationHandler {
      await withCheckedContinuation { continuation in
        change { state in
          let worker = IdleWorker(id: id, continuation: continuation, isCancelled: Task.isCancelled)
          state.idleWorkers.append(worker)
        }
      }
    } onCancel: {
      sendHome(id)
    }
  }

  /// Notes that the run of a key is over.
  public func finish(_ key: Key) {
    change { $0.keys.finish(key) }
  }

  /// Stops handing out keys; workers that wait get `nil`, and those that run may finish.
  public func shutDown() {
    change { $0.isShutDown = true }
  }

  /// Adds delayed keys when they are due, until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      let (due, timerIsLate) = state.withLock { state in
        state.timerIsLate = Gate()
        return (state.keys.nextDue, state.timerIsLate)
      }
      await wait(until: due, or: timerIsLate)
      let now = clock.now
      change { $0.keys.addDue(at: now) }
    }
  }

  private func wait(until due: Duration?, or gate: Gate) async {
    await withTaskGroup { group in
      group.addTask { try? await gate.wait() }
      if let due { group.addTask { [clock] in try? await clock.sleep(until: due) } }
      await group.next()
      group.cancelAll()
    }
  }

  private func sendHome(_ id: Int) {
    let worker = state.withLock { state -> IdleWorker<Key>? in
      state.idleWorkers.firstIndex { $0.id == id }.map { state.idleWorkers.remove(at: $0) }
    }
    worker?.continuation.resume(returning: nil)
  }

  /// Changes the state, then wakes whoever has something to do because of it.
  private func change(_ body: (inout State) -> Void) {
    let (wakeUps, lateTimer) = state.withLock { state in
      let dueBefore = state.keys.nextDue
      body(&state)
      let isEarlier = state.keys.nextDue.map { due in dueBefore.map { due < $0 } ?? true } ?? false
      return (state.wakeUps(), isEarlier ? state.timerIsLate : nil)
    }
    lateTimer?.open()
    for wakeUp in wakeUps { wakeUp() }
  }
}
