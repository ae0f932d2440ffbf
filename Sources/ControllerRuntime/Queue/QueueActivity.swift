// What a queue does at one moment, for those who look at it.

/// A look at a work queue: how much waits and runs, and for how long.
///
/// The two durations of running work are the metrics `workqueue_unfinished_work_seconds` and
/// `workqueue_longest_running_processor_seconds`, which grow while nothing happens and are therefore computed when asked
/// for.
public struct QueueActivity: Sendable, Hashable {
  /// How many keys could be taken now, by priority.
  public let depth: [QueuePriority: Int]
  /// How many keys come later, because of back-off or since they asked for it.
  public let delayed: Int
  /// How long the key waits that waits longest; zero where none does.
  public let longestWait: Duration
  /// How many keys run.
  public let running: Int
  /// How long all keys that run have been running, together.
  public let unfinishedWork: Duration
  /// How long the key runs that runs longest; zero where none does. One that only grows is stuck.
  public let longestRun: Duration
}
