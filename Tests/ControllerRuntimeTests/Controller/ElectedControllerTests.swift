import InMemoryLogging
import KubernetesClient
import Logging
import MetricsTestKit
import ServiceLifecycle
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A controller with an elector", .timeLimit(.minutes(10)))
struct ElectedControllerTests {
  private let clock = ManualClock()
  private let server = LeaseServer()
  private let elector: LeaderElector
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  init() throws {
    // No test that shuts down comes near these limits, however late the elector's requests are answered.
    let timing = try LeaseTiming(leaseDuration: .seconds(150), renewDeadline: .seconds(100))
    elector = LeaderElector(
      leases: server.access(for: "me"), lease: ObjectKey(namespace: "system", name: "operator"), identity: "me",
      timing: timing, clock: RuntimeClock(clock), now: clock.date, random: { 0 }, metrics: TestMetrics(),
      logger: logger)
  }

  private func controller(
    _ watcher: ScriptedListWatcher = ScriptedListWatcher([.page([], version: "9")]), store: Store<String> = Store(),
    _ body: @escaping @Sendable (ObjectKey, Logger) async throws -> ReconcileResult
  ) -> Controller<ClosureReconciler> {
    let source = ControllerSource<ObjectKey>(Reflector(watcher, store: store, logger: logger)) { [$0.key] }
    return Controller(
      name: "widgets", reconciler: ClosureReconciler(body), sources: [source], workers: 2, elector: elector,
      clock: RuntimeClock(clock), logger: logger)
  }

  @Test("fills its stores while it stands by, and begins to work with the lease")
  func warmStandby() async throws {
    server.overwrite(Lease(holder: "another"))
    let store = Store<String>()
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller(ScriptedListWatcher([.page([ServerObject("a", 1)], version: "9")]), store: store) {
      [elector] key, _ in
      #expect(elector.mayWrite)
      reconciled.yield(key.name)
      return .done
    }
    try await withThrowingTaskGroup { group in
      group.addTask { [elector] in try await elector.run() }
      group.addTask { try await controller.run() }
      try await store.waitUntilSynced()
      #expect(controller.queue.readyCount == 1 && controller.unsyncedSources.isEmpty)
      server.overwrite(Lease(holder: ""))
      while !elector.mayWrite {
        try await clock.untilSleepers(1)
        clock.advance(by: .milliseconds(100))
      }
      var iterator = names.makeAsyncIterator()
      #expect(await iterator.next() == "a")
      group.cancelAll()
    }
  }

  @Test("cancels its workers when the lease is lost, leaves the queue as it is, and ends with an error")
  func lost() async throws {
    let (starts, started) = AsyncStream<String>.makeStream()
    let cancelled = Locked(0)
    let controller = controller { key, _ in
      started.yield(key.name)
      for await _ in AsyncStream<Void>.makeStream().stream {}
      cancelled.add(1)
      throw CancellationError()
    }
    for name in ["a", "b", "c"] { controller.queue.add(ObjectKey(name)) }
    let standing = Task { [elector] in try await elector.run() }
    let working = Task { try await controller.run() }
    var iterator = starts.makeAsyncIterator()
    for _ in 0..<2 { _ = await iterator.next() }
    try await clock.untilSleepers(1)
    server.cutOff("me")
    clock.advance(by: .seconds(100))
    await #expect(throws: LeadershipLost.self) { try await standing.value }
    await #expect(throws: LeadershipLost.self) { try await working.value }
    #expect(cancelled.value == 2)
    #expect(controller.queue.readyCount == 1)
  }

  /// Runs both, begins to shut them down once a reconciliation has started, and returns when they have ended.
  ///
  /// - Parameters:
  ///   - seconds: how many pass after that, in which the elector goes on renewing.
  ///   - then: what happens afterwards.
  private func shutDown<R: Reconciler>(
    _ controller: Controller<R>, after starts: AsyncStream<Void>, passing seconds: Int, then: () -> Void = {}
  ) async throws {
    let group = ServiceGroup(services: [elector, controller], logger: logger)
    try await withThrowingTaskGroup { tasks in
      tasks.addTask { try await group.run() }
      for await _ in starts { break }
      await group.triggerGracefulShutdown()
      for _ in 0..<seconds {
        try await clock.untilSleepers(2)
        clock.advance(by: .seconds(1))
      }
      then()
      try await tasks.waitForAll()
    }
  }

  @Test("is shut down before the lease is released: what runs finishes first, as the leader")
  func shutdownOrder() async throws {
    let (signal, go) = AsyncStream<Void>.makeStream()
    let (starts, started) = AsyncStream<Void>.makeStream()
    let finished = Locked(false)
    let controller = controller { [elector, server] _, _ in
      started.yield()
      for await _ in signal { break }
      #expect(elector.mayWrite && server.lease?.holder == "me" && !Task.isCancelled)
      finished.change { $0 = true }
      return .done
    }
    controller.queue.add(ObjectKey("a"))
    try await shutDown(controller, after: starts, passing: 10) { go.yield() }
    #expect(finished.value && server.lease?.holder == "")
  }

  @Test("cancels what does not finish in time on shutdown, and leaves the lease to its end")
  func shutdownTimeout() async throws {
    let (starts, started) = AsyncStream<Void>.makeStream()
    let controller = controller { _, _ in
      started.yield()
      for await _ in AsyncStream<Void>.makeStream().stream {}
      throw CancellationError()
    }
    controller.queue.add(ObjectKey("a"))
    try await shutDown(controller, after: starts, passing: 20)
    #expect(server.lease?.holder == "me" && !elector.mayWrite)
  }

  @Test("lets a failure of one reconciliation stop neither the others nor the leader", arguments: [1, 2, 3])
  func failures(kind: Int) async throws {
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller { key, _ in
      reconciled.yield(key.name)
      if key.name == "bad" {
        switch kind {
        case 1: throw CancellationError()
        case 2: throw KubernetesError.cancelled
        default: throw LeadershipLost(lease: "another", reason: "of somebody else")
        }
      }
      return .done
    }
    for name in ["bad", "good"] { controller.queue.add(ObjectKey(name)) }
    try await withServices(
      { [elector] in try await elector.run() }, { try await controller.run() },
      body: { [elector] in
        var iterator = names.makeAsyncIterator()
        let first = [await iterator.next(), await iterator.next()]
        #expect(Set(first) == ["bad", "good"])
        controller.queue.add(ObjectKey("later"))
        #expect(await iterator.next() == "later")
        #expect(elector.mayWrite)
      })
  }
}
