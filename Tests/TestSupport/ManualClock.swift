import Synchronization

/// A clock that stands still until a test moves it, so that time limits are tested without waiting.
public final class ManualClock: Clock, Sendable {
  /// A moment of this clock.
  public struct Instant: InstantProtocol {
    /// The time since the clock was made.
    public let offset: Duration

    /// The moment `duration` later.
    public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    /// How much later `other` is.
    public func duration(to other: Instant) -> Duration { other.offset - offset }
    /// Whether the first moment is the earlier one.
    public static func < (first: Instant, second: Instant) -> Bool { first.offset < second.offset }
  }

  private struct Sleeper {
    let deadline: Instant
    let continuation: CheckedContinuation<Void, any Error>
  }

  private struct Observer {
    let count: Int
    let continuation: CheckedContinuation<Void, any Error>
  }

  private enum Outcome {
    case cancelled
    case due
    case sleeping([Observer])
  }

  private struct State {
    var now = Instant(offset: .zero)
    var nextID = 0
    var sleepers: [Int: Sleeper] = [:]
    var observers: [Int: Observer] = [:]
  }

  private let state = Mutex(State())

  /// A clock at its beginning.
  public init() {}

  /// The moment the test has moved the clock to.
  public var now: Instant { state.withLock { $0.now } }

  /// The smallest step.
  public var minimumResolution: Duration { .nanoseconds(1) }

  /// Waits until the test has moved the clock to the deadline.
  public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    let id = newID()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        add(Sleeper(deadline: deadline, continuation: continuation), id: id)
      }
    } onCancel: {
      let sleeper = state.withLock { $0.sleepers.removeValue(forKey: id) }
      sleeper?.continuation.resume(throwing: CancellationError())
    }
  }

  /// Moves the clock, and wakes whoever slept until then.
  public func advance(by duration: Duration) {
    let woken = state.withLock { state in
      state.now = state.now.advanced(by: duration)
      let due = state.sleepers.filter { $0.value.deadline <= state.now }
      for id in due.keys { state.sleepers.removeValue(forKey: id) }
      return due.values.map(\.continuation)
    }
    for continuation in woken { continuation.resume() }
  }

  /// Waits until so many tasks sleep, so that a test moves the clock only when its subject waits for it.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func untilSleepers(_ count: Int) async throws {
    let id = newID()
    try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
        add(Observer(count: count, continuation: continuation), id: id)
      }
    } onCancel: {
      let observer = state.withLock { $0.observers.removeValue(forKey: id) }
      observer?.continuation.resume(throwing: CancellationError())
    }
  }

  private func newID() -> Int {
    state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
  }

  private func add(_ observer: Observer, id: Int) {
    let result = state.withLock { state -> Result<Void, any Error>? in
      if Task.isCancelled { return .failure(CancellationError()) }
      if state.sleepers.count >= observer.count { return .success(()) }
      state.observers[id] = observer
      return nil
    }
    if let result { observer.continuation.resume(with: result) }
  }

  private func add(_ sleeper: Sleeper, id: Int) {
    // Looked at under the lock: whoever cancels after that finds the sleeper.
    let outcome = state.withLock { state -> Outcome in
      if Task.isCancelled { return .cancelled }
      guard sleeper.deadline > state.now else { return .due }
      state.sleepers[id] = sleeper
      let count = state.sleepers.count
      let reached = state.observers.filter { $0.value.count <= count }
      for id in reached.keys { state.observers.removeValue(forKey: id) }
      return .sleeping(Array(reached.values))
    }
    switch outcome {
    case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
    case .due: sleeper.continuation.resume()
    case .sleeping(let reached): for observer in reached { observer.continuation.resume() }
    }
  }
}
