import InMemoryLogging
import KubernetesClient
import Logging
import MetricsTestKit
import NIOPosix
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A worker", .timeLimit(.minutes(10)))
struct ReconcileWorkerTests {
  private let clock = ManualClock()
  private let queue: WorkQueue<ObjectKey>
  private let logs = InMemoryLogHandler()

  private let metrics = TestMetrics()

  init() { queue = WorkQueue(name: "widgets", clock: RuntimeClock(clock), metrics: metrics) }

  /// Lets one worker run with a timer, and hands the test the names in the order in which they are reconciled.
  private func work(
    _ body: @escaping @Sendable (ObjectKey, Logger) async throws -> ReconcileResult,
    _ test: (inout AsyncStream<String>.Iterator) async throws -> Void
  ) async throws {
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let reconciler = ClosureReconciler { key, logger in
      defer { reconciled.yield(key.name) }
      return try await body(key, logger)
    }
    let worker = ReconcileWorker(
      reconciler: reconciler, queue: queue, clock: RuntimeClock(clock),
      metrics: ControllerMetrics(name: "widgets", workers: 1, factory: metrics), makeReconcileID: { "id" },
      logger: Logger(label: "test") { _ in logs })
    var iterator = names.makeAsyncIterator()
    try await withThrowingTaskGroup { group in
      group.addTask { [queue] in await queue.run() }
      group.addTask { await worker.run() }
      try await test(&iterator)
      group.cancelAll()
    }
  }

  /// Lets the worker finish, then adds a key that comes after a time, to show that nothing else comes before it.
  private func expectNothing(
    for time: Duration, _ names: inout AsyncStream<String>.Iterator, location: SourceLocation = #_sourceLocation
  ) async throws {
    queue.add(ObjectKey("fence"))
    #expect(await names.next() == "fence", sourceLocation: location)
    queue.add(ObjectKey("marker"), after: time)
    try await clock.untilSleepers(1)
    clock.advance(by: time)
    #expect(await names.next() == "marker", sourceLocation: location)
  }

  @Test("gives others on its thread a turn between keys for which there is nothing to do")
  func turns() async throws {
    let eventLoop = MultiThreadedEventLoopGroup.singleton.any()
    let (count, seen) = (100, Locked((keys: 0, atOthersTurn: Int?.none)))
    for number in 1...count { queue.add(ObjectKey("\(number)")) }
    try await withTaskExecutorPreference(EventLoopExecutor(eventLoop)) {
      try await work { key, _ in
        if key.name == "1" { eventLoop.execute { seen.change { $0.atOthersTurn = $0.keys } } }
        seen.change { $0.keys += 1 }
        return .done
      } _: { names in
        for _ in 1...count { _ = await names.next() }
      }
    }
    let keys = try #require(seen.value.atOthersTurn)
    #expect(keys < count / 2)
  }

  @Test("tries a key again after an error, and others meanwhile")
  func errors() async throws {
    try await work { key, _ in
      if key.name == "bad" { throw SampleError("no") }
      return .done
    } _: { names in
      queue.add(ObjectKey("bad"))
      queue.add(ObjectKey("good"))
      #expect(await names.next() == "bad")
      #expect(await names.next() == "good")
      try await expectNothing(for: .milliseconds(4), &names)
      try await clock.untilSleepers(1)
      clock.advance(by: .milliseconds(1))
      #expect(await names.next() == "bad")
    }
    #expect(logs.entries.first?.metadata["error"] == "no")
    #expect(logs.entries.first?.level == .error)
  }

  @Test("does not try a key again after a terminal error")
  func terminalError() async throws {
    try await work { key, _ in
      if key.name == "bad" { throw TerminalError(SampleError("never")) }
      return .done
    } _: { names in
      queue.add(ObjectKey("bad"))
      #expect(await names.next() == "bad")
      try await expectNothing(for: .seconds(3600), &names)
      queue.add(ObjectKey("bad"))
      #expect(await names.next() == "bad")
    }
    #expect(logs.entries.map { "\($0.metadata["error"] ?? "")" } == ["never", "never"])
  }

  @Test("waits as long as the server asks for, two minutes at most", arguments: [(30, 30), (3600, 120)])
  func retryAfter(asked: Int, waited: Int) async throws {
    try await work { key, _ in
      if key.name == "busy" { throw KubernetesError.tooManyRequests(retryAfter: .seconds(asked)) }
      return .done
    } _: { names in
      queue.add(ObjectKey("busy"))
      #expect(await names.next() == "busy")
      try await expectNothing(for: .seconds(waited - 1), &names)
      try await clock.untilSleepers(1)
      clock.advance(by: .seconds(1))
      #expect(await names.next() == "busy")
    }
  }

  @Test("runs a key again when it asks for it")
  func requeue() async throws {
    try await work { key, _ in
      key.name == "again" ? .requeue(after: .seconds(60)) : .done
    } _: { names in
      queue.add(ObjectKey("again"))
      #expect(await names.next() == "again")
      try await expectNothing(for: .seconds(59), &names)
      try await clock.untilSleepers(1)
      clock.advance(by: .seconds(1))
      #expect(await names.next() == "again")
    }
  }

  @Test("runs a key again with growing delays when it asks for it, and calls it no failure")
  func retry() async throws {
    try await work { key, _ in
      key.name == "again" ? .retry(atMost: .milliseconds(7)) : .done
    } _: { names in
      queue.add(ObjectKey("again"))
      #expect(await names.next() == "again")
      for delay in [5, 7, 7] {
        try await clock.untilSleepers(1)
        clock.advance(by: .milliseconds(delay))
        #expect(await names.next() == "again")
      }
    }
    #expect(logs.entries.isEmpty)
    let labels = [("controller", "widgets"), ("result", "requeue")]
    #expect(try metrics.expectCounter("controller_runtime_reconcile_total", labels).totalValue >= 3)
    #expect(try metrics.expectCounter("controller_runtime_reconcile_errors_total", [labels[0]]).totalValue == 0)
  }

  @Test("gives the reconciler a logger that names the run")
  func logger() async throws {
    try await work { _, logger in
      logger.info("hello")
      return .done
    } _: { names in
      queue.add(ObjectKey("a"))
      queue.add(ObjectKey(name: "b"))
      #expect(await names.next() == "a")
      #expect(await names.next() == "b")
    }
    #expect(
      logs.entries.map(\.metadata) == [
        ["namespace": "default", "name": "a", "reconcileID": "id"], ["name": "b", "reconcileID": "id"],
      ])
  }

  @Test("counts how its runs end, under the names of controller-runtime")
  func metricNames() async throws {
    try await work { key, _ in
      switch key.name {
      case "again": return .requeue(after: .seconds(60))
      case "bad": throw SampleError("no")
      case "never": throw TerminalError(SampleError("never"))
      default: return .done
      }
    } _: { names in
      for name in ["good", "again", "bad", "never", "fence"] {
        queue.add(ObjectKey(name))
        #expect(await names.next() == name)
      }
    }
    let results = try ["success", "requeue_after", "error"].map {
      try metrics.expectCounter(
        "controller_runtime_reconcile_total", [("controller", "widgets"), ("result", $0)]
      ).totalValue
    }
    #expect(results == [2, 1, 2])
    let labels = [("controller", "widgets")]
    #expect(try metrics.expectCounter("controller_runtime_reconcile_errors_total", labels).totalValue == 2)
    #expect(try metrics.expectCounter("controller_runtime_terminal_reconcile_errors_total", labels).totalValue == 1)
    #expect(try metrics.expectTimer("controller_runtime_reconcile_time_seconds", labels).values.count == 5)
    #expect(try metrics.expectMeter("controller_runtime_active_workers", labels).lastValue == 0)
    #expect(try metrics.expectMeter("controller_runtime_max_concurrent_reconciles", labels).values.last == 1)
  }
}
