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
    let continuation: CheckedContinuation<Void, Never>
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
    var observers: [Observer] = []
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
    let id = state.withLock { state in
      state.nextID += 1
      return state.nextID
    }
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
  public func untilSleepers(_ count: Int) async {
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let isReached = state.withLock { state in
        if state.sleepers.count >= count { return true }
        state.observers.append(Observer(count: count, continuation: continuation))
        return false
      }
      if isReached { continuation.resume() }
    }
  }

  private func add(_ sleeper: Sleeper, id: Int) {
    // Looked at under the lock: whoever cancels after that finds the sleeper.
    let outcome = state.withLock { state -> Outcome in
      if Task.isCancelled { return .cancelled }
      guard sleeper.deadline > state.now else { return .due }
      state.sleepers[id] = sleeper
      let count = state.sleepers.count
      let reached = state.observers.filter { $0.count <= count }
      state.observers.removeAll { $0.count <= count }
      return .sleeping(reached)
    }
    switch outcome {
    case .cancelled: sleeper.continuation.resume(throwing: CancellationError())
    case .due: sleeper.continuation.resume()
    case .sleeping(let reached): for observer in reached { observer.continuation.resume() }
    }
  }
}
