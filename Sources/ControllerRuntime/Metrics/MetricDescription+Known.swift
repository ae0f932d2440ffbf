// The metrics of this package, under the names, with the texts and the buckets that dashboards for Go operators expect.

extension MetricDescription {
  /// The metrics of this package's libraries by name, as controller-runtime and client-go describe theirs.
  public static let known: [String: MetricDescription] = controller.merging(workQueue) { $1 }.merging(client) { $1 }
    .merging(process) { $1 }

  private static let controller: [String: MetricDescription] = [
    "controller_runtime_reconcile_total": .init(help: "Total number of reconciliations per controller."),
    "controller_runtime_reconcile_errors_total": .init(
      help: "Total number of reconciliation errors per controller."),
    "controller_runtime_terminal_reconcile_errors_total": .init(
      help: "Total number of terminal reconciliation errors per controller."),
    "controller_runtime_reconcile_time_seconds": .init(
      help: "Length of time per reconciliation per controller.", buckets: reconcileBuckets),
    "controller_runtime_max_concurrent_reconciles": .init(
      help: "Maximum number of concurrent reconciles per controller."),
    "controller_runtime_active_workers": .init(help: "Number of currently used workers per controller."),
    "controller_runtime_events_total": .init(
      help: "Total number of events per type, by what became of them."),
    "leader_election_master_status": .init(
      help: "Whether this process leads the election of that name: 1 if so, 0 on standby."),
  ]

  private static let workQueue: [String: MetricDescription] = [
    "workqueue_depth": .init(help: "Current number of keys that wait in the queue."),
    "workqueue_adds_total": .init(help: "Total number of keys added to the queue."),
    "workqueue_retries_total": .init(help: "Total number of retries of keys that failed."),
    "workqueue_queue_duration_seconds": .init(
      help: "How long in seconds a key stays in the queue before it is taken.", buckets: queueBuckets),
    "workqueue_work_duration_seconds": .init(
      help: "How long in seconds the work on a key from the queue takes.", buckets: queueBuckets),
    "workqueue_unfinished_work_seconds": .init(
      help: "How many seconds of work are in progress and not yet in work_duration; large values mean stuck workers."),
    "workqueue_longest_running_processor_seconds": .init(
      help: "How many seconds the longest running worker has been at its key."),
  ]

  private static let client: [String: MetricDescription] = [
    "rest_client_requests_total": .init(help: "Number of HTTP requests, by status code, method and host."),
    "rest_client_request_duration_seconds": .init(
      help: "Request latency in seconds, by verb and host.",
      buckets: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2, 4, 8, 15, 30, 60]),
  ]

  private static let process: [String: MetricDescription] = [
    "process_cpu_seconds_total": .init(help: "Total user and system CPU time spent in seconds."),
    "process_resident_memory_bytes": .init(help: "Resident memory size in bytes."),
    "process_start_time_seconds": .init(help: "Start time of the process since the Unix epoch in seconds."),
    "process_open_fds": .init(help: "Number of open file descriptors."),
  ]

  /// controller-runtime's, from 5 ms to a minute.
  private static let reconcileBuckets = [
    0.005, 0.01, 0.025, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.25, 1.5, 1.75,
    2, 2.5, 3, 3.5, 4, 4.5, 5, 6, 7, 8, 9, 10, 15, 20, 25, 30, 40, 50, 60,
  ]

  /// client-go's, from 10 ns to 1000 s.
  private static let queueBuckets = [1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 0.1, 1, 10, 100, 1000]
}
