// Keeps a store equal to what the API server has.
import CoreMetrics
import Logging

/// Lists the objects of a resource once, then watches them for ever, and brings every change into a store.
///
/// - Expected flow: make a store, make the reflector, call ``run(_:)`` in a task; cancel the task to stop. A
///   ``Controller`` does this for each of its sources.
/// - Guarantees: after every answer the store is a state that the server had, and never an older one than before,
///   unless the server itself was set back. Every change reaches the handler after the store has it, in order; several
///   changes of one object may arrive as one. A relist replaces the store at once and reports what vanished meanwhile. An
///   object that cannot be decoded is reported as ``StoreChange/Kind/undecodable(_:lastGood:)`` and hinders no other.
/// - Assumptions: `run` is called once at a time, and nobody else writes to the store. The handler returns quickly; the
///   watch waits for it.
/// - Caveats: a delete and a re-creation between two lists look like a modification. Every list asks for the server's
///   newest state, or one at least as new as what was seen before. A server that knows no streaming lists and does not
///   refuse their parameters (no Kubernetes API server since 1.19) is listed in pages only when the first request ends.
///   That a server was set back is noticed after two silent watches, which take 70 s each.
/// - Errors: no answer of the server ends `run`. It tries again after a pause that grows from 0.8 s to 30 s and is by
///   chance as short as half of that, or after what the server asked for, two minutes at most; and it logs a failure when
///   its reason changes.
public actor Reflector<Object: Sendable> {
  /// The store that is kept.
  public nonisolated let store: Store<Object>

  private nonisolated let listWatcher: any ListWatcher<Object>
  private nonisolated let clock: RuntimeClock
  private nonisolated let random: @Sendable () -> Double
  private nonisolated let metrics: ReflectorMetrics
  private var log: FailureLog
  private var state = ReflectorState<Object>.empty
  private var backoff = RetryBackoff()
  private var deliveries = 0

  /// A reflector that has not begun.
  ///
  /// - Parameters:
  ///   - listWatcher: Where the objects come from.
  ///   - store: What is kept equal to it.
  ///   - clock: The clock of all pauses.
  ///   - random: Numbers from 0 up to 1, for jitter and for the length of watches.
  ///   - metrics: Makes `reflector_lists_total`, `reflector_watches_total` and `reflector_failures_total`.
  ///   - logger: Where failures and recoveries are told.
  public init(
    _ listWatcher: any ListWatcher<Object>, store: Store<Object>,
    clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    random: @escaping @Sendable () -> Double = { .random(in: 0..<1) },
    metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger
  ) {
    self.listWatcher = listWatcher
    self.store = store
    self.clock = clock
    self.random = random
    self.metrics = ReflectorMetrics(resource: listWatcher.resourceName, factory: metrics)
    self.log = FailureLog(logger: logger, resource: listWatcher.resourceName)
  }

  /// The resource as log messages name it, for example `deployments.apps`.
  public nonisolated var resourceName: String { listWatcher.resourceName }

  /// Fills the store and keeps it up to date until the task is cancelled.
  ///
  /// - Parameter handler: Receives every change once the store has it.
  /// - Throws: `CancellationError`, and nothing else.
  public func run(_ handler: @escaping @Sendable (StoreChange<Object>) -> Void) async throws {
    state = .empty
    store.listen(handler)
    // The handler may hold what holds the store.
    defer { store.listen(nil) }
    var request = state.step(.resumed)
    while true {
      let completion = try await perform(request)
      request = state.step(completion)
    }
  }

  private func perform(
    _ request: ReflectorState<Object>.Request
  ) async throws -> ReflectorState<Object>.Completion {
    switch request {
    case .streamingList(let floor):
      metrics.lists.increment()
      let timeoutSeconds = watchTimeoutSeconds
      return try await complete {
        try await listWatcher.streamingList(
          notOlderThan: floor?.text, timeoutSeconds: timeoutSeconds, isKnown: store.has
        ) {
          await self.receive(.event($0))
        }
      }
    case .list(let pageSize):
      metrics.lists.increment()
      return try await complete {
        try await listWatcher.list(pageSize: pageSize) { await self.receive(.page($0)) }
      }
    case .watch(let version):
      return try await watch(from: version)
    case .backOff(let failure):
      log.failed(failure)
      metrics.failures.increment()
      let pause = backoff.pause(at: clock.now, random: random(), atLeast: failure.requestedPause)
      try await clock.sleep(until: clock.now + pause)
      return .resumed
    }
  }

  private func watch(from version: ResourceVersion) async throws -> ReflectorState<Object>.Completion {
    metrics.watches.increment()
    let timeoutSeconds = watchTimeoutSeconds
    let begin = clock.now
    let deliveriesBefore = deliveries
    let completion = try await complete {
      try await listWatcher.watch(from: version.text, timeoutSeconds: timeoutSeconds, isKnown: store.has) {
        await self.receive(.event($0))
      }
    }
    if case .ended = completion, deliveries == deliveriesBefore, clock.now - begin < .seconds(1) {
      // Without a pause this would ask again and again as fast as the server answers.
      return .failed(.watchEndedAtOnce)
    }
    if case .ended = completion { log.recovered() }
    return completion
  }

  /// Between 5 and 10 minutes, as client-go: the watches of many clients do not all end at one moment.
  private var watchTimeoutSeconds: Int { 300 + Int(random() * 300) }

  private func complete(_ request: () async throws -> Void) async throws -> ReflectorState<Object>.Completion {
    do {
      try await request()
      try Task.checkCancellation()
      return .ended
    } catch {
      // Whatever a cancelled request throws, it is our own doing.
      try Task.checkCancellation()
      return .failed(ReflectorFailure(error))
    }
  }

  private func receive(_ delivery: ReflectorState<Object>.Delivery) {
    deliveries += 1
    log.recovered()
    switch state.step(delivery) {
    case .replace(let pages, let version): store.replace(with: pages.joined(), at: version)
    case .apply(let event): store.apply(event)
    case nil: break
    }
  }
}
