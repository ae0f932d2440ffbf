// Runs a reconciler for every key that its sources name.
import CoreMetrics
import Logging
import ServiceLifecycle

/// Sources, a queue and workers around one reconciler.
///
/// - Expected flow: add it to a `ServiceGroup`, after its elector if it has one. It starts its reflectors, waits until all
///   their stores are synced and, with an elector, until it leads, then starts its workers. So the stores of a standby are
///   warm, and it takes over as soon as it has the lease.
/// - Guarantees: at most `workers` keys run at once, and each key at most once. What one key throws is logged and stops no
///   other. On graceful shutdown no further key is taken, those that run finish, then the reflectors stop and `run`
///   returns; whatever is not finished after `shutdownTimeout` is cancelled. When the lease is lost, the workers are
///   cancelled at once and the queue is left as it is.
/// - Assumptions: `run` is called once. With an elector, the client that the reconciler writes with asks
///   ``LeaderElector/mayWrite``: a worker that is cancelled may still be about to send something.
/// - Caveats: while one store cannot sync, nothing is reconciled; the reflector's log says why. Keys that wait at shutdown
///   are found again by the first lists of the next start. There is no periodic resync: a store that follows a watch misses
///   nothing, failures are tried again by the queue, and what has to be looked at again with time asks for it by
///   ``ReconcileResult/requeue(after:)``. Reconciling everything every few hours would only hide faults in these.
/// - Errors: ``LeadershipLost`` when the elector ends while workers run; `CancellationError` when the task is cancelled;
///   nothing else.
public struct Controller<R: Reconciler>: Service {
  /// The queue, for keys that come from elsewhere than the sources.
  public let queue: WorkQueue<R.Key>

  private let worker: ReconcileWorker<R>
  private let sources: [ControllerSource<R.Key>]
  private let laterSources: AsyncStream<ControllerSource<R.Key>>?
  private let workers: Int
  private let elector: LeaderElector?
  private let shutdownTimeout: Duration
  private let clock: RuntimeClock
  private let shutdown = Gate()
  private let logger: Logger

  /// A controller that has not begun.
  ///
  /// - Parameters:
  ///   - name: What log messages and metrics call it.
  ///   - reconciler: What it runs.
  ///   - sources: Where its keys come from.
  ///   - laterSources: Further ones, which begin when they are named here; the workers do not wait for them.
  ///   - workers: How many keys may run at once; 8 requests in flight saturate one API server.
  ///   - elector: Says when to work, where several replicas stand by for each other.
  ///   - shutdownTimeout: How long keys that run have to finish on graceful shutdown, within the 30 s that a pod has.
  ///   - clock: The clock of back-off and delayed runs.
  ///   - makeReconcileID: Makes the id that all messages of one run carry.
  ///   - metrics: Makes the metrics `controller_runtime_*` and `workqueue_*`, with the names of controller-runtime.
  ///   - logger: Where to log.
  public init(
    name: String, reconciler: R, sources: [ControllerSource<R.Key>],
    laterSources: AsyncStream<ControllerSource<R.Key>>? = nil, workers: Int = 8, elector: LeaderElector? = nil,
    shutdownTimeout: Duration = .seconds(20), clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    makeReconcileID: @escaping @Sendable () -> String = ReconcileID.random,
    metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger
  ) {
    var logger = logger
    logger[metadataKey: "controller"] = "\(name)"
    self.sources = sources
    self.laterSources = laterSources
    self.workers = max(workers, 1)
    self.elector = elector
    self.shutdownTimeout = shutdownTimeout
    self.clock = clock
    self.logger = logger
    queue = WorkQueue(name: name, clock: clock, metrics: metrics)
    worker = ReconcileWorker(
      reconciler: reconciler, queue: queue, clock: clock,
      metrics: ControllerMetrics(name: name, workers: self.workers, factory: metrics),
      makeReconcileID: makeReconcileID, logger: logger)
  }

  /// The resources whose first list is not complete, as messages name them; empty once the controller can work.
  public var unsyncedSources: [String] { sources.filter { !$0.hasSynced() }.map(\.resourceName) }

  /// Runs until graceful shutdown, until the lease is lost, or until the task is cancelled.
  ///
  /// - Throws: ``LeadershipLost``; `CancellationError` when the task is cancelled.
  public func run() async throws {
    let end = await withGracefulShutdownHandler {
      await runUntilWorkersEnd()
    } onGracefulShutdown: {
      queue.shutDown()
      shutdown.open()
    }
    try Task.checkCancellation()
    if end == .leadershipEnded {
      throw LeadershipLost(lease: elector?.leaseName ?? "", reason: "the elector has ended")
    }
  }

  private func runUntilWorkersEnd() async -> WorkersEnd {
    await withTaskGroup(of: Void.self) { group in
      for source in sources { group.addTask { await run(source) } }
      group.addTask { await runLaterSources() }
      group.addTask { await queue.run() }
      defer { group.cancelAll() }
      return await runWorkers()
    }
  }

  /// A reflector throws nothing but its own cancellation.
  private func run(_ source: ControllerSource<R.Key>) async { try? await source.run { queue.add($0, priority: $1) } }

  private func runLaterSources() async {
    guard let laterSources else { return }
    await withDiscardingTaskGroup { group in
      for await source in laterSources { group.addTask { await run(source) } }
    }
  }

  private func runWorkers() async -> WorkersEnd {
    logger.debug("waiting for the stores to sync")
    guard await isReady() else { return .finished }
    logger.info("starting workers", metadata: ["workers": "\(workers)"])
    let end = await withTaskGroup(of: WorkersEnd.self) { group in
      defer { group.cancelAll() }
      group.addTask { await work() }
      group.addTask { await shutdownTimeoutIsOver() }
      if let elector { group.addTask { await leadershipEnds(elector) } }
      return await group.next() ?? .finished
    }
    switch end {
    case .finished: logger.info("all workers have finished")
    case .timedOut:
      // What was cancelled may have sent a request that is still under way.
      elector?.keepLease()
      logger.warning("cancelled what was not finished in time", metadata: ["timeout": "\(shutdownTimeout)"])
    case .leadershipEnded: logger.error("cancelled all workers since the lease is lost")
    }
    return end
  }

  private func work() async -> WorkersEnd {
    await withDiscardingTaskGroup { group in
      for _ in 0..<workers { group.addTask { await worker.run() } }
    }
    return .finished
  }

  private func shutdownTimeoutIsOver() async -> WorkersEnd {
    do {
      try await shutdown.wait()
      try await clock.sleep(until: clock.now + shutdownTimeout)
      return .timedOut
    } catch {
      return .finished
    }
  }

  private func leadershipEnds(_ elector: LeaderElector) async -> WorkersEnd {
    do {
      try await elector.waitUntilEnded()
      return .leadershipEnded
    } catch {
      return .finished
    }
  }

  private func isReady() async -> Bool {
    do {
      try await cancelWhenGracefulShutdown { [sources, elector] in
        for source in sources { try await source.waitUntilSynced() }
        try await elector?.waitUntilLeading()
      }
      return true
    } catch {
      return false
    }
  }
}

/// Why a controller's workers have ended.
private enum WorkersEnd: Sendable {
  /// The queue was shut down, or the controller cancelled.
  case finished
  /// They were cancelled since they did not finish in time on shutdown.
  case timedOut
  /// They were cancelled since this process leads no more.
  case leadershipEnded
}
