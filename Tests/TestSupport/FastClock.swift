/// A clock that runs faster than real time, so that a test of the whole stack need not wait as long as an operator may.
public struct FastClock: Clock {
  /// A moment of this clock.
  public struct Instant: InstantProtocol {
    fileprivate let offset: Duration

    /// The moment `duration` later.
    public func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    /// How much later `other` is.
    public func duration(to other: Instant) -> Duration { other.offset - offset }
    /// Whether the first moment is the earlier one.
    public static func < (first: Instant, second: Instant) -> Bool { first.offset < second.offset }
  }

  private let factor: Int
  private let start = ContinuousClock.now

  /// A clock that runs so many times as fast as real time.
  public init(factor: Int) { self.factor = factor }

  /// This clock's time since it was made.
  public var now: Instant { Instant(offset: (.now - start) * factor) }

  /// The smallest step.
  public var minimumResolution: Duration { .nanoseconds(factor) }

  /// Waits until this clock shows the deadline.
  public func sleep(until deadline: Instant, tolerance: Duration?) async throws {
    try await ContinuousClock().sleep(until: start + deadline.offset / factor)
  }
}
