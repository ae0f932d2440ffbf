// Tells of events without keeping anybody waiting.
import CoreMetrics
import FoundationEssentials
import KubernetesClient
import Logging
import ServiceLifecycle
import Synchronization

/// Writes events to the API server, in the background and never too many.
///
/// - Expected flow: put it into a `ServiceGroup` before the controllers that use it; call ``record(_:)`` wherever something
///   has happened that a person should know.
/// - Guarantees: `record` never waits and never fails. Repetitions of an event become one series by client-go's rules, one
///   object has at most 25 events at once and one more every five minutes, and all objects together ten a second after the
///   first fifty, or one a second while there is more urgent work (``giveWay(while:)``): during a mass change the API
///   server is left to the changes. At most 1,000 events wait; what is beyond is dropped, what is `Normal` first. Nothing
///   runs while there is nothing to tell. On graceful shutdown everything that waits is written, for at most five seconds.
/// - Assumptions: `run` is called once. The client may `create` and `patch` `events.events.k8s.io`, which every server since
///   1.19 has.
/// - Caveats: an event may come late, and may be lost; what has to be known belongs into a status. Events of objects without
///   a namespace are stored in `default`, as client-go does it, which servers before 1.21 refuse.
/// - Errors: none, other than the cancellation of `run`; what the API server refuses is logged and forgotten.
public final class EventRecorder: Service {
  private struct State {
    var correlator: EventCorrelator
    var isClosed = false
    /// Whether there is work that is more urgent.
    var isBusy: @Sendable () -> Bool = { false }
    /// Opened when there may be something to do earlier than the writer knows.
    var wakeUp = Gate()
  }

  private enum Step {
    case write(EventSeries)
    case wait(until: Duration?, or: Gate)
    case end
  }

  private static let interval = Duration.milliseconds(100)
  private static let intervalWhileBusy = Duration.seconds(1)
  private static let maximumAttempts = 12
  private static let flushTime = Duration.seconds(5)

  private let sink: any EventSink
  private let reporter: EventReporter
  private let clock: RuntimeClock
  private let now: @Sendable () -> Date
  private let random: @Sendable () -> Double
  private let metrics: EventMetrics
  private let logger: Logger
  private let closed = Gate()
  private let state: Mutex<State>

  /// A recorder that writes nothing yet.
  ///
  /// - Parameters:
  ///   - client: Writes the events.
  ///   - reporter: In whose name.
  ///   - clock: Measures pauses.
  ///   - metrics: Makes `controller_runtime_events_total`.
  ///   - logger: Where it is told that events cannot be written.
  public convenience init(
    client: KubernetesClient, reporter: EventReporter, clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger
  ) {
    self.init(
      sink: KubernetesEventSink(client: client), reporter: reporter, clock: clock, now: { Date.now },
      random: { .random(in: 0..<1) }, metrics: metrics, logger: logger)
  }

  init(
    sink: any EventSink, reporter: EventReporter, clock: RuntimeClock, now: @escaping @Sendable () -> Date,
    random: @escaping @Sendable () -> Double, maximumWaiting: Int = 1000,
    metrics: any MetricsFactory = NOOPMetricsHandler.instance, logger: Logger
  ) {
    self.sink = sink
    self.reporter = reporter
    self.clock = clock
    self.now = now
    self.random = random
    self.metrics = EventMetrics(metrics)
    self.logger = logger
    state = Mutex(State(correlator: EventCorrelator(maximumWaiting: maximumWaiting)))
  }

  /// Takes an event, to be written soon.
  public func record(_ event: Event) {
    let (time, date, name) = (clock.now, now().microTime, Self.name(for: event))
    let outcome = state.withLock { state in
      let outcome = state.correlator.observe(event, name: name, date: date, at: time)
      if outcome == .queued || outcome == .dropped { state.wakeUp.open() }
      return outcome
    }
    metrics.count(outcome)
  }

  /// Has events that are beyond the first fifty wait for work that is more urgent; one a second is written all the same.
  ///
  /// - Parameter isBusy: whether there is such work; asked before each event.
  public func giveWay(while isBusy: @escaping @Sendable () -> Bool) {
    state.withLock { $0.isBusy = isBusy }
  }

  /// Writes events until graceful shutdown, or until the task is cancelled.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  public func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup { group in
        group.addTask { await self.write() }
        group.addTask { [closed, clock] in
          try? await closed.wait()
          try? await clock.sleep(until: clock.now + Self.flushTime)
        }
        await group.next()
        group.cancelAll()
      }
    } onGracefulShutdown: {
      self.close()
    }
    try Task.checkCancellation()
  }

  private func close() {
    state.withLock { state in
      state.correlator.finish()
      state.isClosed = true
      state.wakeUp.open()
    }
    closed.open()
  }

  private func write() async {
    var pace = TokenBucket(capacity: 50, interval: Self.interval, now: clock.now)
    var backoff = RetryBackoff()
    var attempts = 0
    while !Task.isCancelled {
      switch nextStep() {
      case .end: return
      case .wait(let due, let gate): await clock.wait(until: due, or: gate)
      case .write(let series):
        let isBusy = state.withLock { $0.isBusy }
        pace.change(to: isBusy() ? Self.intervalWhileBusy : Self.interval, at: clock.now)
        if !closed.isOpen, let pause = pace.take(at: clock.now) {
          await clock.wait(until: clock.now + pause, or: closed)
          continue
        }
        attempts += 1
        guard let error = await send(series) else {
          attempts = 0
          continue
        }
        if error.isRetryable, attempts < Self.maximumAttempts, !closed.isOpen {
          let pause = backoff.pause(at: clock.now, random: random(), atLeast: error.requestedPause)
          await clock.wait(until: clock.now + pause, or: closed)
        } else {
          giveUp(series, error)
          attempts = 0
        }
      }
    }
  }

  private func nextStep() -> Step {
    let time = clock.now
    return state.withLock { state in
      state.correlator.advance(to: time)
      if let next = state.correlator.next { return .write(next) }
      if state.isClosed { return .end }
      state.wakeUp = Gate()
      return .wait(until: state.correlator.nextDue, or: state.wakeUp)
    }
  }

  /// Writes an event; the error where the server has not taken it.
  private func send(_ series: EventSeries) async -> KubernetesError? {
    do {
      if series.writtenCount == 0 {
        try await sink.create(series.object(reporter: reporter), namespace: series.namespace)
      } else {
        try await sink.patch(series.name, namespace: series.namespace, series.patch)
      }
    } catch {
      if series.writtenCount > 0, error.isNotFound {
        // Events are kept for an hour. This one is gone while its series goes on.
        state.withLock { $0.correlator.recreate(series.event, name: Self.name(for: series.event)) }
        return nil
      }
      guard series.writtenCount == 0, error.isAlreadyExists else { return error }
      // The answer to an earlier attempt was lost; what has been counted since is told of by a patch.
      settle(series, written: 1)
      return nil
    }
    settle(series, written: series.count)
    return nil
  }

  private func giveUp(_ series: EventSeries, _ error: KubernetesError) {
    settle(series, written: nil)
    metrics.failed.increment()
    // A namespace that is being deleted takes no events any more.
    logger.log(
      level: error.isNotFound || Task.isCancelled ? .debug : .warning, "an event is not written",
      metadata: ["regarding": "\(series.event.regarding.key)", "note": "\(series.event.note)", "error": "\(error)"])
  }

  private func settle(_ series: EventSeries, written count: Int?) {
    let time = clock.now
    state.withLock { $0.correlator.settle(series.event, written: count, at: time) }
  }

  /// Unique in the event's namespace, and a valid name as long as the object's is one.
  private static func name(for event: Event) -> String {
    "\(event.regarding.key.name.prefix(230)).\(String(UInt64.random(in: .min ... .max), radix: 16))"
  }
}

extension EventRecorder: CustomStringConvertible {
  /// What the life-cycle log calls it.
  public var description: String { "events" }
}
