import AsyncHTTPClient
import NIOCore

/// A clock whose timers an event loop keeps, and forgets as soon as a sleep is cancelled.
///
/// Over HTTP/1.1 a client sets a timer for each request and each wait for a watch, and hardly ever needs it. Swift's own clocks
/// leave such timers behind until they are due: tens of thousands of them with a busy watch.
///
/// - Caveats: while the machine sleeps, timers do not go on, though ``now`` does.
public struct EventLoopClock: Clock {
  private let eventLoop: any EventLoop

  /// A clock of the event loops that the HTTP clients use.
  public init() { self.init(HTTPClient.defaultEventLoopGroup.any()) }

  /// A clock of one event loop.
  public init(_ eventLoop: any EventLoop) { self.eventLoop = eventLoop }

  /// The time of `ContinuousClock`.
  public var now: ContinuousClock.Instant { .now }

  /// What the event loop's system call resolves.
  public var minimumResolution: Duration { .milliseconds(1) }

  /// Suspends the task until a point in time; one that has passed returns at once.
  ///
  /// - Parameter tolerance: not made use of.
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func sleep(until deadline: ContinuousClock.Instant, tolerance: Duration?) async throws {
    try Task.checkCancellation()
    let timer = eventLoop.scheduleTask(in: TimeAmount(now.duration(to: deadline))) {}
    do {
      try await withTaskCancellationHandler {
        try await timer.futureResult.get()
      } onCancel: {
        timer.cancel()
      }
    } catch {
      throw CancellationError()
    }
  }
}
