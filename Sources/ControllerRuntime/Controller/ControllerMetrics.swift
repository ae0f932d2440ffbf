// What a controller counts and measures, under the names of controller-runtime.
import CoreMetrics

/// The handles of a controller's metrics, made once.
struct ControllerMetrics: Sendable {
  let activeWorkers: Meter
  let reconcileTime: Timer
  private let errors: Counter
  private let terminalErrors: Counter
  private let successes: Counter
  private let requeues: Counter
  private let retries: Counter
  private let failures: Counter

  init(name: String, workers: Int, factory: any MetricsFactory) {
    let labels = [("controller", name)]
    func total(_ result: String) -> Counter {
      Counter(
        label: "controller_runtime_reconcile_total", dimensions: labels + [("result", result)], factory: factory)
    }
    successes = total("success")
    requeues = total("requeue_after")
    retries = total("requeue")
    failures = total("error")
    errors = Counter(label: "controller_runtime_reconcile_errors_total", dimensions: labels, factory: factory)
    terminalErrors = Counter(
      label: "controller_runtime_terminal_reconcile_errors_total", dimensions: labels, factory: factory)
    reconcileTime = Timer(label: "controller_runtime_reconcile_time_seconds", dimensions: labels, factory: factory)
    activeWorkers = Meter(label: "controller_runtime_active_workers", dimensions: labels, factory: factory)
    activeWorkers.set(0)
    let maximum = Meter(
      label: "controller_runtime_max_concurrent_reconciles", dimensions: labels, factory: factory)
    maximum.set(workers)
  }

  func succeeded(_ result: ReconcileResult) {
    switch result {
    case .done: successes.increment()
    case .requeue: requeues.increment()
    case .retry: retries.increment()
    }
  }

  /// Counts a failure, also among those that are tried again or, as terminal ones, are not.
  func failed(isTerminal: Bool) {
    failures.increment()
    errors.increment()
    if isTerminal { terminalErrors.increment() }
  }
}
