import CoreMetrics
import FoundationEssentials
import JSONTree
import KubernetesClient
import ServiceLifecycleTestKit
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("Writing events in the background", .timeLimit(.minutes(10)))
struct EventRecorderTests {
  /// A server that answers as a test says, and remembers what it was told.
  final class Sink: EventSink {
    private let failures: Locked<[KubernetesError]>
    private let state = Mutex((writes: [String](), waiter: (count: Int, gate: Gate)?.none))

    init(failures: [KubernetesError] = []) { self.failures = Locked(failures) }

    var writes: [String] { state.withLock { $0.writes } }

    func create(_ event: JSON, namespace: String) async throws(KubernetesError) {
      try answer("+\(event["note"]?.string ?? "")×\(event["series", "count"]?.integer ?? 1)")
    }

    func patch(_ name: String, namespace: String, _ patch: JSON) async throws(KubernetesError) {
      try answer("~×\(patch["series", "count"]?.integer ?? 0)")
    }

    /// Returns once so many writes were tried.
    func untilWrites(_ count: Int) async throws {
      let gate = state.withLock { state in
        let gate = Gate()
        if state.writes.count >= count { gate.open() } else { state.waiter = (count, gate) }
        return gate
      }
      try await gate.wait()
    }

    private func answer(_ write: String) throws(KubernetesError) {
      let gate = state.withLock { state in
        state.writes.append(write)
        return state.waiter.flatMap { state.writes.count >= $0.count ? $0.gate : nil }
      }
      gate?.open()
      let failure = failures.change { $0.isEmpty ? nil : $0.removeFirst() }
      if let failure { throw failure }
    }
  }

  static func recorder(
    _ sink: Sink, clock: ManualClock = ManualClock(), maximumWaiting: Int = 1000,
    metrics: any MetricsFactory = NOOPMetricsHandler.instance
  ) -> EventRecorder {
    EventRecorder(
      sink: sink, reporter: EventReporter(controller: "test", instance: "pod"), clock: RuntimeClock(clock),
      now: { Date(timeIntervalSince1970: 0) }, random: { 1 }, maximumWaiting: maximumWaiting, metrics: metrics,
      logger: .silent)
  }

  static func event(_ number: Int) -> Event { EventCorrelatorTests.event("web-\(number)", note: "\(number)") }

  /// Runs a recorder while the body runs.
  static func running(_ recorder: EventRecorder, _ body: @escaping @Sendable () async throws -> Void) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try? await recorder.run() }
      try await body()
      group.cancelAll()
    }
  }

  @Test("A mass of events is written at ten a second after the first fifty, and nothing ticks while there is none")
  func pace() async throws {
    let (sink, clock) = (Sink(), ManualClock())
    let recorder = Self.recorder(sink, clock: clock)
    try await Self.running(recorder) {
      for number in 0..<53 { recorder.record(Self.event(number)) }
      try await sink.untilWrites(50)
      for number in 51...53 {
        // The writer's pause; beside it only the end of the flush could sleep, which has not begun.
        try await clock.untilSleepers(1)
        clock.advance(by: .milliseconds(99))
        try await clock.untilSleepers(1)
        #expect(sink.writes.count == number - 1)
        clock.advance(by: .milliseconds(1))
        try await sink.untilWrites(number)
      }
      // All series end together, six minutes later; after that nobody sleeps any more.
      try await clock.untilSleepers(1)
      clock.advance(by: .seconds(360))
      recorder.record(Self.event(1000))
      try await sink.untilWrites(54)
      #expect(sink.writes.last == "+1000×1")
    }
  }

  @Test("Beyond the first fifty, events give way to other work, but for one a second")
  func givingWay() async throws {
    let (sink, clock, isBusy) = (Sink(), ManualClock(), Locked(true))
    let recorder = Self.recorder(sink, clock: clock)
    recorder.giveWay { isBusy.value }
    try await Self.running(recorder) {
      for number in 0..<55 { recorder.record(Self.event(number)) }
      try await sink.untilWrites(50)
      for number in 51...52 {
        try await clock.untilSleepers(1)
        clock.advance(by: .milliseconds(999))
        // Whoever has woken has written, and sleeps again.
        try await clock.untilSleepers(1)
        #expect(sink.writes.count == number - 1)
        clock.advance(by: .milliseconds(1))
        try await sink.untilWrites(number)
      }
      try await clock.untilSleepers(1)
      isBusy.change { $0 = false }
      clock.advance(by: .seconds(1))
      try await sink.untilWrites(53)
      for number in 54...55 {
        try await clock.untilSleepers(1)
        clock.advance(by: .milliseconds(99))
        try await clock.untilSleepers(1)
        #expect(sink.writes.count == number - 1)
        clock.advance(by: .milliseconds(1))
        try await sink.untilWrites(number)
      }
    }
  }

  @Test("What may be tried again is, after a pause; what may not is dropped, and the next one follows")
  func failures() async throws {
    let unavailable = KubernetesError.status(Status(code: 503, reason: "", message: ""))
    let (sink, clock) = (Sink(failures: [unavailable, .closed, .forbidden]), ManualClock())
    let recorder = Self.recorder(sink, clock: clock)
    try await Self.running(recorder) {
      recorder.record(Self.event(1))
      for pause in [0.8, 1.6] {
        try await clock.untilSleepers(1)
        clock.advance(by: .seconds(pause))
      }
      try await sink.untilWrites(3)
      recorder.record(Self.event(2))
      try await sink.untilWrites(4)
      #expect(sink.writes == ["+1×1", "+1×1", "+1×1", "+2×1"])
    }
  }

  @Test("An event that the server has after all is not written twice, and one that it has forgotten is created again")
  func lostAnswers() async throws {
    let sink = Sink(failures: [.alreadyExists, .notFound])
    let recorder = Self.recorder(sink)
    try await Self.running(recorder) {
      recorder.record(Self.event(1))
      try await sink.untilWrites(1)
      recorder.record(Self.event(1))
      try await sink.untilWrites(3)
      #expect(sink.writes == ["+1×1", "~×2", "+1×2"])
    }
  }

  @Test("Repetitions of an event that the server has after all, but as a single one, are told of")
  func lostAnswerOfRepeatedEvent() async throws {
    let (sink, clock) = (Sink(failures: [.closed, .alreadyExists]), ManualClock())
    let recorder = Self.recorder(sink, clock: clock)
    try await Self.running(recorder) {
      recorder.record(Self.event(1))
      try await clock.untilSleepers(1)
      recorder.record(Self.event(1))
      clock.advance(by: .milliseconds(800))
      try await sink.untilWrites(2)
      // What comes after it: were the series taken for written, nothing would.
      recorder.record(Self.event(2))
      try await sink.untilWrites(3)
      recorder.record(Self.event(3))
      try await sink.untilWrites(4)
      #expect(Set(sink.writes.dropFirst(2)).contains("~×2"))
      #expect(sink.writes.prefix(2) == ["+1×1", "+1×2"])
    }
  }

  @Test("Recording does not wait and has a bound, whether or not anybody writes")
  func neverBlocks() {
    let registry = PrometheusRegistry(logger: .silent)
    let recorder = Self.recorder(Sink(), maximumWaiting: 10, metrics: registry)
    for number in 0..<100 { recorder.record(Self.event(number)) }
    recorder.record(Self.event(99))
    let text = registry.scrape()
    #expect(text.contains("controller_runtime_events_total{result=\"dropped\"} 90\n"))
    #expect(text.contains("controller_runtime_events_total{result=\"queued\"} 10\n"))
    #expect(text.contains("controller_runtime_events_total{result=\"counted\"} 1\n"))
  }

  @Test("On graceful shutdown everything that waits is written without pauses")
  func flush() async throws {
    let sink = Sink()
    let recorder = Self.recorder(sink)
    for number in 0..<200 { recorder.record(Self.event(number)) }
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await recorder.run() }
        try await sink.untilWrites(50)
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
    #expect(sink.writes.count == 200)
  }

  @Test("A server that does not answer delays the shutdown by no more than five seconds")
  func boundedFlush() async throws {
    struct Silent: EventSink {
      let asked = Gate()
      func create(_ event: JSON, namespace: String) async throws(KubernetesError) {
        asked.open()
        try? await Gate().wait()
      }
      func patch(_ name: String, namespace: String, _ patch: JSON) async throws(KubernetesError) {}
    }
    let (sink, clock) = (Silent(), ManualClock())
    let recorder = EventRecorder(
      sink: sink, reporter: EventReporter(controller: "test", instance: "pod"), clock: RuntimeClock(clock),
      now: { Date(timeIntervalSince1970: 0) }, random: { 1 }, logger: .silent)
    recorder.record(Self.event(1))
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await recorder.run() }
        try await sink.asked.wait()
        trigger.triggerGracefulShutdown()
        try await clock.untilSleepers(1)
        clock.advance(by: .seconds(5))
        try await group.waitForAll()
      }
    }
  }

  @Test(
    "A real API server takes events and their series",
    .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
  func realServer() async throws {
    try await TestServer.withNamespace { client, namespace in
      let long = String(repeating: "n", count: 63)
      let regarding = ObjectReference(
        apiVersion: "v1", kind: "ConfigMap", key: ObjectKey(namespace: namespace, name: long), uid: "u-1")
      let event = Event(
        .warning, regarding: regarding, related: regarding, reason: "Tested", action: "Test",
        note: String(repeating: "🦀", count: 300))
      try await Self.withRecorder(client) { recorder in
        recorder.record(event)
        try await eventually("it is written") { try await Self.events(client, namespace).isEmpty ? nil : true }
        recorder.record(event)
      }
      let stored = try #require(try await Self.events(client, namespace).first)
      #expect(stored["series", "count"] == 2)
      #expect(stored["note"]?.string?.utf8.count ?? 0 > 1000)
      #expect(stored["regarding", "uid"] == "u-1")
      #expect(stored["reportingController"] == "podpattern.dev/test")
    }
  }

  /// Earlier servers take these in kube-system alone.
  @Test(
    "A real API server takes events of an object without a namespace",
    .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"),
    .enabled("\(TestServer.requirement(minor: 21))") { try await TestServer.isAtLeast(minor: 21) })
  func objectWithoutNamespace() async throws {
    try await TestServer.withNamespace { client, namespace in
      let node = ObjectReference(apiVersion: "v1", kind: "Node", key: ObjectKey(name: namespace), uid: namespace)
      try await Self.withRecorder(client) { recorder in
        recorder.record(Event(.normal, regarding: node, reason: "Tested", action: "Test", note: "a node"))
      }
      let inDefault = try await Self.events(client, "default").filter { $0["regarding", "name"]?.string == namespace }
      #expect(inDefault.map { $0["note"] } == ["a node"])
    }
  }

  /// Runs a recorder while the body runs, and until it has written what the body recorded.
  private static func withRecorder(
    _ client: KubernetesClient, _ body: (EventRecorder) async throws -> Void
  ) async throws {
    let recorder = EventRecorder(
      client: client, reporter: EventReporter(controller: "podpattern.dev/test", instance: "pod"), logger: .silent)
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await recorder.run() }
        try await body(recorder)
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
  }

  static func events(_ client: KubernetesClient, _ namespace: String) async throws -> [JSON] {
    let resource = APIResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")
    var events: [JSON] = []
    for try await page in client.list(resource, namespace: namespace) { events += page.items }
    return events
  }
}
