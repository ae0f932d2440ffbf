// The keys that wait to be reconciled.
import CoreMetrics
import DequeModule
import Synchronization

/// A queue of keys in which each key waits at most once and never runs twice at one time.
///
/// - Expected flow: producers ``add(_:)`` keys; workers take one with ``next()``, work, say ``retry(_:atLeast:atMost:)`` or
///   ``forget(_:)``, then ``finish(_:)``. One task calls ``run()``, which makes delayed keys come.
/// - Guarantees: a key that is added while it waits is taken once; one that is added while it runs is taken again after
///   ``finish(_:)``, never before. Keys of normal priority come before those of low, and within a priority in the order in
///   which they became ready; but while there are both, every eighth key is one of low priority, so that these come as
///   well under any load. A key that is added with a higher priority than it waits with is raised; it is never lowered.
///   Of several delayed adds the earliest counts; taking a key calls its delayed add off, since the run that begins is
///   what it asked for. Averaged over many, no operation takes longer than in proportion to the logarithm of the number
///   of keys, except for ``activity``, which looks at all of them.
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

    var depth: QueueDepth { QueueDepth(normal: keys.readyCount(of: .normal), low: keys.readyCount(of: .low)) }

    /// Assigns ready keys to the workers that have waited longest.
    mutating func wakeUps(at now: Duration) -> [WakeUp<Key>] {
      var wakeUps: [WakeUp<Key>] = []
      if isShutDown {
        wakeUps = idleWorkers.map { WakeUp(worker: $0, taken: nil) }
        idleWorkers = []
      } else if let last = idleWorkers.last, last.isCancelled {
        // Only the one that has just come: those that wait are found by their cancellation.
        idleWorkers.removeLast()
        wakeUps.append(WakeUp(worker: last, taken: nil))
      }
      while !idleWorkers.isEmpty, let taken = keys.take(at: now) {
        wakeUps.append(WakeUp(worker: idleWorkers.removeFirst(), taken: taken))
      }
      return wakeUps
    }
  }

  private let state = Mutex(State())
  private let clock: RuntimeClock
  private let metrics: QueueMetrics
  /// The pauses of client-go's and controller-runtime's rate limiter for a failing key.
  private let backoff = ExponentialDelay(initial: .milliseconds(5), maximum: .seconds(1000))

  /// An empty queue.
  ///
  /// - Parameters:
  ///   - name: What its metrics call it: the name of its controller.
  ///   - clock: The clock of delayed adds.
  ///   - metrics: Makes the metrics `workqueue_*`, with the names of client-go.
  public init(
    name: String, clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    metrics: any MetricsFactory = MetricsSystem.factory
  ) {
    self.clock = clock
    self.metrics = QueueMetrics(name: name, factory: metrics)
  }

  /// How many keys could be taken now.
  public var readyCount: Int { state.withLock { $0.keys.readyCount } }

  /// Whether a key waits, or one was handed out less than that time ago.
  public func wasBusy(within time: Duration) -> Bool {
    let now = clock.now
    return state.withLock { state in
      state.keys.readyCount > 0 || state.keys.lastTake.map { now - $0 < time } ?? false
    }
  }

  /// How much waits and runs at this moment, and for how long; in time that grows with the number of keys.
  public var activity: QueueActivity {
    let now = clock.now
    return state.withLock { $0.keys.activity(at: now) }
  }

  /// Adds a key, to be taken as soon as a worker is free.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - priority: How urgent it is.
  public func add(_ key: Key, priority: QueuePriority = .normal) {
    let isNew = change { state, now in state.keys.add(key, priority, at: now) }
    if isNew { metrics.adds.increment() }
  }

  /// Adds a key after a delay.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - delay: How long to wait; zero or less adds it now.
  ///   - priority: How urgent it is then; `nil` for the priority with which it runs, and normal where it does not.
  public func add(_ key: Key, after delay: Duration, priority: QueuePriority? = nil) {
    let isNew = change { state, now in
      let priority = priority ?? state.keys.runningPriority(of: key) ?? .normal
      return delay > .zero
        ? state.keys.add(key, priority, due: now + delay) : state.keys.add(key, priority, at: now)
    }
    if isNew { metrics.adds.increment() }
  }

  /// Adds a key that failed, after 5 ms for the first failure in a row and twice as long for each further one, at most
  /// 1000 s. It keeps its priority.
  ///
  /// - Parameters:
  ///   - key: The key.
  ///   - minimum: The least delay, if the server asked for one. Until then the key does not come even if it changes.
  ///   - maximum: The longest delay that failures alone lead to, if it is to be less than 1000 s.
  /// - Returns: The delay.
  @discardableResult
  public func retry(_ key: Key, atLeast minimum: Duration? = nil, atMost maximum: Duration? = nil) -> Duration {
    metrics.retries.increment()
    let delay = change { state, now in
      state.failures[key, default: 0] += 1
      if let minimum { state.keys.hold(key, until: now + minimum) }
      let delay = backoff.after(failures: state.failures[key, default: 1])
      return max(min(delay, maximum ?? delay), minimum ?? .zero)
    }
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
        change { state, _ in
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
    let worked = change { state, now in state.keys.finish(key, at: now) }
    if let worked { metrics.workDuration.record(worked) }
  }

  /// Stops handing out keys; workers that wait get `nil`, and those that run may finish.
  public func shutDown() {
    change { state, _ in state.isShutDown = true }
  }

  /// Adds delayed keys when they are due, until the task is cancelled.
  public func run() async {
    while !Task.isCancelled {
      let (due, timerIsLate) = state.withLock { state in
        state.timerIsLate = Gate()
        return (state.keys.nextDue, state.timerIsLate)
      }
      await clock.wait(until: due, or: timerIsLate)
      change { state, now in state.keys.addDue(at: now) }
    }
  }

  private func sendHome(_ id: Int) {
    let worker = state.withLock { state -> IdleWorker<Key>? in
      state.idleWorkers.firstIndex { $0.id == id }.map { state.idleWorkers.remove(at: $0) }
    }
    worker?.continuation.resume(returning: nil)
  }

  /// Changes the state, then wakes whoever has something to do because of it.
  private func change<Result: Sendable>(_ body: (inout State, _ now: Duration) -> Result) -> Result {
    let now = clock.now
    let (result, wakeUps, lateTimer, difference) = state.withLock { state in
      let (dueBefore, depthBefore) = (state.keys.nextDue, state.depth)
      let result = body(&state, now)
      let isEarlier = state.keys.nextDue.map { due in dueBefore.map { due < $0 } ?? true } ?? false
      let wakeUps = state.wakeUps(at: now)
      return (result, wakeUps, isEarlier ? state.timerIsLate : nil, state.depth - depthBefore)
    }
    lateTimer?.open()
    metrics.depthChanged(by: difference)
    for wakeUp in wakeUps {
      if let taken = wakeUp.taken { metrics.queueDuration.record(taken.waited) }
      wakeUp()
    }
    return result
  }
}
