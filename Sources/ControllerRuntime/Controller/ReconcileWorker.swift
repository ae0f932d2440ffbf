// One of a controller's workers: takes a key, reconciles it, and decides when it comes again.
import KubernetesClient
import Logging

/// A worker; a controller runs several of them beside each other.
struct ReconcileWorker<R: Reconciler>: Sendable {
  let reconciler: R
  let queue: WorkQueue<R.Key>
  let clock: RuntimeClock
  let metrics: ControllerMetrics
  let makeReconcileID: @Sendable () -> String
  let logger: Logger

  /// Works until the queue hands out no more keys.
  func run() async {
    while let key = await queue.next() {
      metrics.activeWorkers.increment()
      let begin = clock.now
      await reconcile(key)
      metrics.reconcileTime.record(clock.now - begin)
      metrics.activeWorkers.decrement()
      queue.finish(key)
      // Keys for which there is nothing to do make no pause: thousands of them, after a start, would keep the thread from
      // all others, such as the one that sends what another worker has written.
      await Task.yield()
    }
  }

  private func reconcile(_ key: R.Key) async {
    let logger = logger(for: key)
    do {
      let result = try await reconciler.reconcile(key, logger: logger)
      metrics.succeeded(result)
      schedule(key, result)
    } catch let error as TerminalError {
      queue.forget(key)
      metrics.failed(isTerminal: true)
      logger.error("cannot be reconciled until something changes", metadata: ["error": "\(error)"])
    } catch  where Task.isCancelled {
      logger.debug("cancelled")
    } catch {
      metrics.failed(isTerminal: false)
      let delay = queue.retry(key, atLeast: (error as? KubernetesError)?.requestedPause)
      logger.error("reconciling failed; trying again", metadata: ["error": "\(error)", "delay": "\(delay)"])
    }
  }

  private func schedule(_ key: R.Key, _ result: ReconcileResult) {
    if case .retry(let limit) = result {
      queue.retry(key, atMost: limit)
      return
    }
    queue.forget(key)
    if case .requeue(let delay) = result { queue.add(key, after: delay) }
  }

  private func logger(for key: R.Key) -> Logger {
    var logger = logger
    if let namespace = key.namespace { logger[metadataKey: "namespace"] = "\(namespace)" }
    logger[metadataKey: "name"] = "\(key.name)"
    logger[metadataKey: "reconcileID"] = "\(makeReconcileID())"
    return logger
  }
}
