// Runs a reconciler for every key that its sources name.
import Logging
import ServiceLifecycle

/// Sources, a queue and workers around one reconciler.
///
/// - Expected flow: add it to a `ServiceGroup`. It starts its reflectors, waits until all their stores are synced, then
///   starts its workers.
/// - Guarantees: at most `workers` keys run at once, and each key at most once. What one key throws is logged and stops no
///   other. On graceful shutdown no further key is taken, those that run finish, then the reflectors stop and `run`
///   returns.
/// - Assumptions: `run` is called once.
/// - Caveats: while one store cannot sync, nothing is reconciled; the reflector's log says why. Keys that wait at shutdown
///   are found again by the first lists of the next start.
/// - Errors: `CancellationError` when the task is cancelled, and nothing else.
public struct Controller<R: Reconciler>: Service {
  /// The queue, for keys that come from elsewhere than the sources.
  public let queue: WorkQueue<R.Key>

  private let worker: ReconcileWorker<R>
  private let sources: [ControllerSource<R.Key>]
  private let workers: Int
  private let logger: Logger

  /// A controller that has not begun.
  ///
  /// - Parameters:
  ///   - name: What log messages call it.
  ///   - reconciler: What it runs.
  ///   - sources: Where its keys come from.
  ///   - workers: How many keys may run at once; 8 requests in flight saturate one API server.
  ///   - clock: The clock of back-off and delayed runs.
  ///   - makeReconcileID: Makes the id that all messages of one run carry.
  ///   - logger: Where to log.
  public init(
    name: String, reconciler: R, sources: [ControllerSource<R.Key>], workers: Int = 8,
    clock: RuntimeClock = RuntimeClock(ContinuousClock()),
    makeReconcileID: @escaping @Sendable () -> String = ReconcileID.random, logger: Logger
  ) {
    var logger = logger
    logger[metadataKey: "controller"] = "\(name)"
    self.sources = sources
    self.workers = max(workers, 1)
    self.logger = logger
    queue = WorkQueue(clock: clock)
    worker = ReconcileWorker(reconciler: reconciler, queue: queue, makeReconcileID: makeReconcileID, logger: logger)
  }

  /// Runs until graceful shutdown, or until the task is cancelled.
  ///
  /// - Throws: `CancellationError` when the task is cancelled.
  public func run() async throws {
    await withGracefulShutdownHandler {
      await runUntilWorkersEnd()
    } onGracefulShutdown: {
      queue.shutDown()
    }
    try Task.checkCancellation()
  }

  private func runUntilWorkersEnd() async {
    await withDiscardingTaskGroup { group in
      for source in sources {
        // A reflector throws nothing but its own cancellation.
        group.addTask { try? await source.run { queue.add($0) } }
      }
      group.addTask { await queue.run() }
      await runWorkers()
      group.cancelAll()
    }
  }

  private func runWorkers() async {
    logger.debug("waiting for the stores to sync")
    guard await storesHaveSynced() else { return }
    logger.info("starting workers", metadata: ["workers": "\(workers)"])
    await withDiscardingTaskGroup { group in
      for _ in 0..<workers { group.addTask { await worker.run() } }
    }
    logger.info("all workers have finished")
  }

  private func storesHaveSynced() async -> Bool {
    do {
      try await cancelWhenGracefulShutdown { [sources] in
        for source in sources { try await source.waitUntilSynced() }
      }
      return true
    } catch {
      return false
    }
  }
}
