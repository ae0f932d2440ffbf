import InMemoryLogging
import KubernetesClient
import Logging
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A controller", .timeLimit(.minutes(10)))
struct ControllerTests {
  private let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  private func source(
    _ watcher: ScriptedListWatcher, _ store: Store<String> = Store()
  ) -> ControllerSource<ObjectKey> {
    ControllerSource(Reflector(watcher, store: store, logger: logger)) { [$0.key] }
  }

  private func controller(
    _ sources: [ControllerSource<ObjectKey>], later: AsyncStream<ControllerSource<ObjectKey>>? = nil, workers: Int = 8,
    clock: RuntimeClock = RuntimeClock(ManualClock()),
    _ body: @escaping @Sendable (ObjectKey, Logger) async throws -> ReconcileResult
  ) -> Controller<ClosureReconciler> {
    Controller(
      name: "widgets", reconciler: ClosureReconciler(body), sources: sources, laterSources: later, workers: workers,
      clock: clock, makeReconcileID: { "id" }, logger: logger)
  }

  private func run(
    _ controller: Controller<ClosureReconciler>, _ test: (GracefulShutdownTestTrigger) async throws -> Void
  ) async throws {
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup { group in
        group.addTask { try await controller.run() }
        try await test(trigger)
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
  }

  @Test("starts its workers once all of its stores are synced")
  func startOrder() async throws {
    let (signal, go) = AsyncStream<Void>.makeStream()
    let quick = ScriptedListWatcher([.page([ServerObject("a", 1)], version: "9")])
    let slow = ScriptedListWatcher([.wait(signal), .page([ServerObject("b", 2)], version: "9")])
    let stores = [Store<String>(), Store<String>()]
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller([source(quick, stores[0]), source(slow, stores[1])]) { key, _ in
      #expect(stores.allSatisfy { $0.hasSynced })
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      var requests = quick.requests.makeAsyncIterator()
      for _ in 0..<2 { _ = await requests.next() }
      #expect(controller.queue.activity.depth == [.low: 1, .normal: 0])
      #expect(controller.unsyncedSources == ["widgets.example.org"])
      go.yield()
      var iterator = names.makeAsyncIterator()
      #expect(await Set([iterator.next(), iterator.next()]) == ["a", "b"])
    }
  }

  @Test("reconciles the keys that its mapping makes of a change, and none for an empty mapping")
  func mapping() async throws {
    let watcher = ScriptedListWatcher(
      [.page([ServerObject("child", 1), ServerObject("stray", 2)], version: "9")],
      [.event(.deleted(ServerObject("child", 10))), .hang])
    let (changes, reconciled) = AsyncStream<ObjectKey>.makeStream()
    let source = ControllerSource<ObjectKey>(Reflector(watcher, store: Store(), logger: logger)) { change in
      change.key.name == "child" ? [ObjectKey("owner"), ObjectKey("\(change.old == nil ? "new" : "old")")] : []
    }
    let controller = controller([source], workers: 1) { key, _ in
      reconciled.yield(key)
      return .done
    }
    try await run(controller) { _ in
      var seen: Set<String> = []
      for await key in changes {
        seen.insert(key.name)
        if seen == ["owner", "new", "old"] { break }
      }
    }
  }

  @Test("follows sources that are named later, and waits for none of them")
  func laterSources() async throws {
    let (later, newSource) = AsyncStream<ControllerSource<ObjectKey>>.makeStream()
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller(
      [source(ScriptedListWatcher([.page([ServerObject("a", 1)], version: "9")]))], later: later
    ) {
      key, _ in
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      var iterator = names.makeAsyncIterator()
      newSource.yield(source(ScriptedListWatcher([.hang])))
      #expect(await iterator.next() == "a")
      for name in ["b", "c"] {
        newSource.yield(source(ScriptedListWatcher([.page([ServerObject(name, 1)], version: "9")])))
        #expect(await iterator.next() == name)
      }
      #expect(controller.unsyncedSources == [])
    }
  }

  @Test("reconciles the keys that wait for a first list when that is complete, whatever is in it")
  func whenSynced() async throws {
    let (signal, go) = AsyncStream<Void>.makeStream()
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let store = Store<String>()
    let (later, newSource) = AsyncStream<ControllerSource<ObjectKey>>.makeStream()
    newSource.yield(
      ControllerSource(
        Reflector(
          ScriptedListWatcher([.wait(signal), .page([ServerObject("other", 1)], version: "9")]), store: store,
          logger: logger), keys: { _ in [] }, whenSynced: { [ObjectKey("a"), ObjectKey("b")] }))
    let controller = controller([], later: later, workers: 1) { key, _ in
      #expect(store.hasSynced || key.name == "early")
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      var iterator = names.makeAsyncIterator()
      controller.queue.add(ObjectKey("early"))
      #expect(await iterator.next() == "early")
      go.yield()
      #expect(await iterator.next() == "a")
      #expect(await iterator.next() == "b")
    }
  }

  @Test("reconciles keys that come from elsewhere than objects")
  func keysFromElsewhere() async throws {
    let (keys, look) = AsyncStream<ObjectKey>.makeStream()
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller([ControllerSource(keys, name: "elsewhere")]) { key, _ in
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      var iterator = names.makeAsyncIterator()
      for name in ["a", "b", "a"] {
        look.yield(ObjectKey(name))
        #expect(await iterator.next() == name)
      }
    }
  }

  @Test("reconciles what has changed before the rest of the first list")
  func changesFirst() async throws {
    let (signal, go) = AsyncStream<Void>.makeStream()
    let watcher = ScriptedListWatcher(
      [.page((0..<5).map { ServerObject("\($0)", 1) }, version: "9")],
      [.event(.changed(ServerObject("3", 10))), .event(.changed(ServerObject("new", 11))), .hang])
    let slow = ScriptedListWatcher([.wait(signal), .page([], version: "9")])
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller([source(watcher), source(slow)], workers: 1) { key, _ in
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      try await eventually("all are queued") { controller.queue.activity.depth == [.low: 4, .normal: 2] ? true : nil }
      go.yield()
      var iterator = names.makeAsyncIterator()
      for name in ["3", "new", "0", "1", "2", "4"] { #expect(await iterator.next() == name) }
    }
  }

  @Test("reconciles what was changed before the start ahead of the rest of the first list")
  func awaitedFirst() async throws {
    let watcher = ScriptedListWatcher([.page((0..<5).map { ServerObject("\($0)", 1) }, version: "9")])
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let source = ControllerSource(
      Reflector(watcher, store: Store<String>(), logger: logger), isAwaited: { $0.hasPrefix("3@") }, keys: { [$0.key] })
    let controller = controller([source], workers: 1) { key, _ in
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      var iterator = names.makeAsyncIterator()
      for name in ["3", "0", "1", "2", "4"] { #expect(await iterator.next() == name) }
    }
  }

  @Test("runs one key at a time under a hundred concurrent adds, and again after the last of them")
  func oneAtATime() async throws {
    let key = ObjectKey("a")
    let added = Locked(0)
    let running = Locked(0)
    let (seen, reconciled) = AsyncStream<Int>.makeStream()
    let controller = controller([]) { _, _ in
      #expect(running.add(1) == 1)
      await Task.yield()
      let count = added.value
      running.add(-1)
      reconciled.yield(count)
      return .done
    }
    try await run(controller) { _ in
      await withDiscardingTaskGroup { group in
        for _ in 0..<100 {
          group.addTask {
            added.add(1)
            controller.queue.add(key)
          }
        }
      }
      for await count in seen where count == 100 { break }
    }
  }

  @Test("runs as many keys at once as it has workers, and no more")
  func concurrency() async throws {
    let running = Locked(0)
    let (signal, go) = AsyncStream<Void>.makeStream()
    let (starts, started) = AsyncStream<Int>.makeStream()
    let controller = controller([], workers: 3) { _, _ in
      started.yield(
        running.add(1))
      for await _ in signal { break }
      running.add(-1)
      return .done
    }
    try await run(controller) { _ in
      for number in 0..<20 { controller.queue.add(ObjectKey("\(number)")) }
      var iterator = starts.makeAsyncIterator()
      // Each counts before it tells, in whatever order.
      #expect(await Set([iterator.next(), iterator.next(), iterator.next()]) == [1, 2, 3])
      #expect(controller.queue.readyCount == 17)
      go.finish()
      for _ in 4...20 { #expect(await (iterator.next() ?? 0) <= 3) }
    }
  }

  @Test("goes on with other keys while one fails")
  func errors() async throws {
    let (names, reconciled) = AsyncStream<String>.makeStream()
    let controller = controller([], workers: 1) { key, _ in
      if key.name == "bad" { throw SampleError("no") }
      reconciled.yield(key.name)
      return .done
    }
    try await run(controller) { _ in
      for name in ["bad", "a", "b"] { controller.queue.add(ObjectKey(name)) }
      var iterator = names.makeAsyncIterator()
      #expect(await iterator.next() == "a")
      #expect(await iterator.next() == "b")
    }
  }

  @Test("finishes what runs on graceful shutdown, takes nothing more, and returns")
  func gracefulShutdown() async throws {
    let watcher = ScriptedListWatcher([.page([ServerObject("a", 1), ServerObject("b", 2)], version: "9")])
    let (signal, go) = AsyncStream<Void>.makeStream()
    let (starts, started) = AsyncStream<String>.makeStream()
    let finished = Locked<[String]>([])
    let controller = controller([source(watcher)], workers: 1) { key, _ in
      started.yield(key.name)
      for await _ in signal { break }
      #expect(!Task.isCancelled)
      finished.change { $0.append(key.name) }
      return .done
    }
    try await run(controller) { trigger in
      var iterator = starts.makeAsyncIterator()
      #expect(await iterator.next() == "a")
      trigger.triggerGracefulShutdown()
      go.yield()
    }
    #expect(finished.value == ["a"])
    #expect(controller.queue.readyCount == 1)
  }

  @Test("returns on graceful shutdown while a store cannot sync")
  func shutdownBeforeSync() async throws {
    let watcher = ScriptedListWatcher([.hang])
    let controller = controller([source(watcher)]) { _, _ in
      Issue.record("nothing may be reconciled before the stores are synced")
      return .done
    }
    try await run(controller) { _ in
      var requests = watcher.requests.makeAsyncIterator()
      _ = await requests.next()
    }
  }

  @Test("ends with a CancellationError when it is cancelled, and cancels what runs")
  func cancellation() async throws {
    let (starts, started) = AsyncStream<Void>.makeStream()
    let controller = controller([]) { _, _ in
      started.yield()
      for await _ in AsyncStream<Void>.makeStream().stream {}
      throw CancellationError()
    }
    let task = Task { try await controller.run() }
    controller.queue.add(ObjectKey("a"))
    var iterator = starts.makeAsyncIterator()
    _ = await iterator.next()
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
