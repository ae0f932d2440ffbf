import ControllerRuntime
import InMemoryLogging
import KubernetesClient
import Logging
import MetricsTestKit
import TestSupport

/// A reflector on a scripted server and a manual clock, and everything that it does.
struct ReflectorHarness {
  let clock = ManualClock()
  let store = Store<String>()
  let logs = InMemoryLogHandler()
  let metrics = TestMetrics()
  private let watcher: ScriptedListWatcher

  init(_ watcher: ScriptedListWatcher) { self.watcher = watcher }

  /// What a test follows while the reflector runs.
  struct Observations {
    var requests: AsyncStream<ScriptedListWatcher.Request>.Iterator
    var changes: AsyncStream<StoreChange<String>>.Iterator

    mutating func nextRequest() async -> ScriptedListWatcher.Request? { await requests.next() }

    mutating func nextChanges(_ count: Int) async -> [String] {
      var summaries: [String] = []
      while summaries.count < count, let change = await changes.next() { summaries.append(change.summary) }
      return summaries
    }
  }

  /// Runs the reflector for the time of a test; `random` is what it takes for chance.
  func run(random: Double = 0, _ test: (inout Observations) async throws -> Void) async throws {
    let (stream, continuation) = AsyncStream<StoreChange<String>>.makeStream()
    let logger = Logger(label: "test") { _ in logs }
    let reflector = Reflector(
      watcher, store: store, clock: RuntimeClock(clock), random: { random }, metrics: metrics, logger: logger)
    var observations = Observations(
      requests: watcher.requests.makeAsyncIterator(), changes: stream.makeAsyncIterator())
    try await withThrowingTaskGroup { group in
      group.addTask { try await reflector.run { continuation.yield($0) } }
      try await test(&observations)
      group.cancelAll()
    }
  }

  /// Lets the pause pass in which the reflector is, or comes to be next.
  func passPause(_ duration: Duration) async throws {
    try await clock.untilSleepers(1)
    clock.advance(by: duration)
  }
}
