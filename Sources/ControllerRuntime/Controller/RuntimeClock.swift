// Time for the runtime: the one place that sleeps, on a clock that the caller chooses.

/// A clock whose concrete type is hidden, read as the time passed since it was wrapped.
///
/// Everything in the runtime that waits for time (back-off, delayed adds, stall detection) does so through
/// ``sleep(until:)``, so that tests decide when time passes.
public struct RuntimeClock: Sendable {
  private let readNow: @Sendable () -> Duration
  private let sleepUntil: @Sendable (Duration) async throws -> Void

  /// Wraps a clock; its present instant becomes time zero.
  ///
  /// - Parameter clock: `ContinuousClock` in production, which goes on while the machine sleeps.
  public init<C: Clock<Duration>>(_ clock: C) {
    let start = clock.now
    readNow = { start.duration(to: clock.now) }
    sleepUntil = { try await clock.sleep(until: start.advanced(by: $0), tolerance: nil) }
  }

  /// The time since this clock was wrapped.
  public var now: Duration { readNow() }

  /// Suspends the task until a point in time.
  ///
  /// - Parameter deadline: The time since this clock was wrapped; one that has passed returns at once.
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func sleep(until deadline: Duration) async throws {
    try await sleepUntil(deadline)
  }
}
