// What a queue tells at a scrape alone, since it grows while nothing happens.

extension QueueActivity {
  /// `workqueue_unfinished_work_seconds` and `workqueue_longest_running_processor_seconds`.
  ///
  /// - Parameter controller: The name of the queue and of its controller.
  public func samples(controller: String) -> [MetricSample] {
    let labels = [("controller", controller), ("name", controller)]
    return [
      .gauge("workqueue_unfinished_work_seconds", labels: labels, unfinishedWork / .seconds(1)),
      .gauge("workqueue_longest_running_processor_seconds", labels: labels, longestRun / .seconds(1)),
    ]
  }
}
