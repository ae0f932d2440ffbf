import ControllerRuntime
import KubernetesClient
import Logging
import Testing

@Suite("A reflector on a scripted server", .timeLimit(.minutes(10)))
struct ReflectorTests {
  @Test("fills the store page by page, reports the first list as such, then watches")
  func listThenWatch() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [
          .page([ServerObject("a", 1), ServerObject("b", 2)], version: "9", isLast: false),
          .page([ServerObject("c", 3)], version: "9"),
        ],
        [.event(.changed(ServerObject("a", 10))), .event(.deleted(ServerObject("b", 11))), .hang]))
    try await harness.run(random: 0.5) { observed in
      #expect(await observed.nextRequest() == .list(pageSize: 500))
      var initial: [Bool] = []
      for _ in 0..<3 { initial.append(await observed.changes.next()?.isInitialList ?? false) }
      #expect(initial == [true, true, true])
      #expect(await observed.nextRequest() == .watch(from: "9", timeoutSeconds: 450))
      #expect(await observed.nextChanges(2) == ["a@1→a@10", "-b@11"])
      #expect(harness.store.hasSynced)
      #expect(harness.store.all == [ObjectKey("a"): "a@10", ObjectKey("c"): "c@3"])
    }
  }

  @Test("streams the first list, takes it over as a whole, and goes on watching in the same request")
  func streaming() async throws {
    let (signal, go) = AsyncStream<Void>.makeStream()
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        streams: true,
        [
          .event(.changed(ServerObject("b", 2))), .event(.changed(ServerObject("a", 1))), .wait(signal),
          .event(.initialEventsEnd(resourceVersion: "9")), .event(.changed(ServerObject("a", 10))),
        ]))
    try await harness.run { observed in
      #expect(await observed.nextRequest() == .streamingList(notOlderThan: nil))
      #expect(!harness.store.hasSynced && harness.store.all.isEmpty)
      go.yield()
      #expect(await observed.nextChanges(3) == ["+a@1", "+b@2", "a@1→a@10"])
      #expect(harness.store.hasSynced)
      #expect(await observed.nextRequest() == .watch(from: "10", timeoutSeconds: 300))
    }
  }

  @Test("streams the list again after an expired version, at least as new as what was seen, and removes what is gone")
  func streamedRelist() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        streams: true,
        [
          .event(.changed(ServerObject("a", 1))), .event(.changed(ServerObject("b", 2))),
          .event(.initialEventsEnd(resourceVersion: "9")), .fail(KubernetesError.expired),
        ],
        [.event(.changed(ServerObject("b", 2))), .event(.initialEventsEnd(resourceVersion: "20")), .hang]))
    try await harness.run { observed in
      #expect(await observed.nextRequest() == .streamingList(notOlderThan: nil))
      #expect(await observed.nextChanges(2) == ["+a@1", "+b@2"])
      try await harness.passPause(.milliseconds(400))
      #expect(await observed.nextRequest() == .streamingList(notOlderThan: "9"))
      #expect(await observed.nextChanges(1) == ["-a@1"])
    }
  }

  @Test("takes nothing over from a streamed list that was cut")
  func cutStream() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        streams: true, [.event(.changed(ServerObject("a", 1))), .fail(KubernetesError.closed)],
        [.event(.changed(ServerObject("b", 2))), .event(.initialEventsEnd(resourceVersion: "9")), .hang]))
    try await harness.run { observed in
      try await harness.passPause(.milliseconds(400))
      #expect(await observed.nextChanges(1) == ["+b@2"])
      #expect(harness.store.get(ObjectKey("a")) == nil)
    }
  }

  @Test("resumes from the last bookmark when the server ends a watch")
  func bookmark() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher([.page([], version: "9")], [.event(.bookmark(resourceVersion: "20"))]))
    try await harness.run { observed in
      #expect(await observed.nextRequest() == .list(pageSize: 500))
      #expect(await observed.nextRequest() == .watch(from: "9", timeoutSeconds: 300))
      #expect(await observed.nextRequest() == .watch(from: "20", timeoutSeconds: 300))
    }
  }

  @Test("relists after an expired version, and reports what vanished meanwhile")
  func expired() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.page([ServerObject("a", 1), ServerObject("b", 2), ServerObject("c", 3)], version: "9")],
        [.fail(KubernetesError.expired)],
        [.page([ServerObject("a", 1), ServerObject("c", 30), ServerObject("d", 31)], version: "40")]))
    try await harness.run { observed in
      #expect(await observed.nextChanges(3) == ["+a@1", "+b@2", "+c@3"])
      try await harness.passPause(.milliseconds(400))
      #expect(await observed.nextChanges(3) == ["c@3→c@30", "+d@31", "-b@2"])
      for _ in 0..<3 { _ = await observed.nextRequest() }
      #expect(await observed.nextRequest() == .watch(from: "40", timeoutSeconds: 300))
    }
  }

  @Test("takes nothing over from a list that was cut")
  func cutList() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.page([ServerObject("a", 1)], version: "9", isLast: false), .fail(KubernetesError.closed)],
        [.page([ServerObject("b", 2)], version: "10")]))
    try await harness.run { observed in
      try await harness.clock.untilSleepers(1)
      #expect(!harness.store.hasSynced && harness.store.all.isEmpty)
      harness.clock.advance(by: .milliseconds(400))
      #expect(await observed.nextChanges(1) == ["+b@2"])
      #expect(harness.store.get(ObjectKey("a")) == nil)
    }
  }

  @Test("reports an object that cannot be decoded, and goes on with all others")
  func undecodable() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.page([.undecodable("a", 1), ServerObject("b", 2)], version: "9")],
        [.event(.changed(.undecodable("b", 10))), .event(.changed(ServerObject("a", 11))), .hang]))
    try await harness.run { observed in
      #expect(await observed.nextChanges(4) == ["!a@1(?)", "+b@2", "!b@10(b@2)", "+a@11"])
      #expect(harness.store.get(ObjectKey("b")) == "b@2")
      #expect(harness.store.problem(of: ObjectKey("b"))?.description == "default/b cannot be decoded: no spec")
      #expect(harness.store.problem(of: ObjectKey("a")) == nil)
    }
  }

  @Test("pauses longer with each failure")
  func backOff() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.fail(KubernetesError.closed)], [.fail(KubernetesError.closed)], [.page([ServerObject("a", 1)], version: "9")])
    )
    try await harness.run { observed in
      try await harness.passPause(.milliseconds(400))
      for _ in 0..<2 { #expect(await observed.nextRequest() == .list(pageSize: 500)) }
      try await harness.passPause(.milliseconds(800))
      #expect(await observed.nextChanges(1) == ["+a@1"])
    }
  }

  @Test("waits as long as the server asks for, two minutes at most", arguments: [(90, 90), (3600, 120)])
  func retryAfter(asked: Int, waited: Int) async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.fail(KubernetesError.tooManyRequests(retryAfter: .seconds(asked)))],
        [.page([ServerObject("a", 1)], version: "9")]))
    try await harness.run { observed in
      try await harness.passPause(.seconds(waited - 1))
      #expect(harness.store.all.isEmpty)
      try await harness.passPause(.seconds(1))
      #expect(await observed.nextChanges(1) == ["+a@1"])
    }
  }

  @Test("pauses as after any failure when the server is busy and does not say how long")
  func tooManyRequests() async throws {
    let busy = KubernetesError.status(Status(code: 429, reason: "TooManyRequests", message: "slow down"))
    let harness = ReflectorHarness(
      ScriptedListWatcher([.page([], version: "9")], [.fail(busy)], [.event(.changed(ServerObject("a", 10))), .hang]))
    try await harness.run { observed in
      try await harness.passPause(.milliseconds(400))
      #expect(await observed.nextChanges(1) == ["+a@10"])
      #expect(await observed.nextRequest() == .list(pageSize: 500))
      for _ in 0..<2 { #expect(await observed.nextRequest() == .watch(from: "9", timeoutSeconds: 300)) }
    }
  }

  @Test("pauses when a watch ends as soon as it has begun")
  func watchEndsAtOnce() async throws {
    let harness = ReflectorHarness(ScriptedListWatcher([.page([], version: "9")], []))
    try await harness.run { observed in
      try await harness.passPause(.milliseconds(400))
      for _ in 0..<2 { _ = await observed.nextRequest() }
      #expect(await observed.nextRequest() == .watch(from: "9", timeoutSeconds: 300))
    }
  }

  @Test("resumes a silent watch without a pause")
  func stalled() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher([.page([], version: "9")], [.fail(KubernetesError.stalled)]))
    try await harness.run { observed in
      for _ in 0..<2 { _ = await observed.nextRequest() }
      #expect(await observed.nextRequest() == .watch(from: "9", timeoutSeconds: 300))
    }
  }

  @Test(
    "finds out by a list that the server was set back, from which a watch brings nothing", arguments: [true, false])
  func serverWasSetBack(streams: Bool) async throws {
    let stalled = ScriptedListWatcher.Step.fail(KubernetesError.stalled)
    let watcher =
      streams
      ? ScriptedListWatcher(
        streams: true,
        [.event(.changed(ServerObject("a", 8))), .event(.initialEventsEnd(resourceVersion: "9")), stalled],
        [stalled], [.fail(KubernetesError.versionTooLarge)],
        [.event(.changed(ServerObject("a", 2))), .event(.initialEventsEnd(resourceVersion: "3")), .hang])
      : ScriptedListWatcher(
        [.page([ServerObject("a", 8)], version: "9")], [stalled], [stalled],
        [.page([ServerObject("a", 2)], version: "3")], [.page([ServerObject("a", 2)], version: "3")])
    let harness = ReflectorHarness(watcher)
    try await harness.run { observed in
      #expect(await observed.nextChanges(1) == ["+a@8"])
      for pause in [400, 800] { try await harness.passPause(.milliseconds(pause)) }
      #expect(await observed.nextChanges(1) == ["a@8→a@2"])
    }
  }

  @Test("logs a failure once until its reason changes, and once that it is over")
  func logging() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        [.fail(KubernetesError.notFound)], [.fail(KubernetesError.notFound)], [.fail(KubernetesError.forbidden)],
        [.fail(KubernetesError.forbidden)], [.page([ServerObject("a", 1)], version: "9")]))
    try await harness.run { observed in
      for _ in 0..<4 { try await harness.passPause(.seconds(30)) }
      #expect(await observed.nextChanges(1) == ["+a@1"])
    }
    #expect(harness.logs.entries.map(\.level) == [.warning, .warning, .info])
    let errors = harness.logs.entries.map { $0.metadata["error"].map { "\($0)" } ?? "" }
    #expect(
      errors == [
        "the API server does not serve this resource; is its definition installed? "
          + "NotFound (404): the server could not find the resource",
        "Forbidden (403): widgets is forbidden", "",
      ])
    #expect(harness.logs.entries.allSatisfy { $0.metadata["resource"] == "widgets.example.org" })
  }

  @Test("counts its lists, watches and failures")
  func metricNames() async throws {
    let harness = ReflectorHarness(
      ScriptedListWatcher(
        streams: true, [.event(.initialEventsEnd(resourceVersion: "9"))], [.fail(KubernetesError.closed)],
        [.event(.changed(ServerObject("a", 10))), .hang]))
    try await harness.run { observed in
      try await harness.passPause(.milliseconds(400))
      #expect(await observed.nextChanges(1) == ["+a@10"])
      let totals = try ["lists", "watches", "failures"].map {
        try harness.metrics.expectCounter("reflector_\($0)_total", [("name", "widgets.example.org")]).totalValue
      }
      #expect(totals == [1, 2, 1])
    }
  }

  @Test("ends with a CancellationError, and only by cancellation")
  func cancellation() async throws {
    let watcher = ScriptedListWatcher([.hang])
    try await cancelOnceItListens(watcher, store: Store()) { _ in }
  }

  @Test("forgets its handler when it ends, which may hold the store")
  func noCycle() async throws {
    let watcher = ScriptedListWatcher([.hang])
    weak var forgotten: Store<String>?
    do {
      let store = Store<String>()
      forgotten = store
      try await cancelOnceItListens(watcher, store: store) { [store] _ in _ = store.hasSynced }
    }
    #expect(forgotten == nil)
  }

  private func cancelOnceItListens(
    _ watcher: ScriptedListWatcher, store: Store<String>,
    handler: @escaping @Sendable (StoreChange<String>) -> Void
  ) async throws {
    let reflector = Reflector(watcher, store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    let task = Task { try await reflector.run(handler) }
    var requests = watcher.requests.makeAsyncIterator()
    #expect(await requests.next() == .list(pageSize: 500))
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }
}
