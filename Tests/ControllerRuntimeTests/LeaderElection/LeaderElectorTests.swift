import InMemoryLogging
import KubernetesClient
import Logging
import MetricsTestKit
import ServiceLifecycleTestKit
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A leader elector", .timeLimit(.minutes(10)))
struct LeaderElectorTests {
  private let clock = ManualClock()
  private let executor = SettlingExecutor()
  private let server = LeaseServer()
  private let metrics = TestMetrics()
  private let logs = InMemoryLogHandler()

  private func elector(_ identity: String) -> LeaderElector {
    LeaderElector(
      leases: server.access(for: identity), lease: ObjectKey(namespace: "system", name: "operator"),
      identity: identity, timing: .standard, clock: RuntimeClock(clock), now: clock.date, random: { 0 },
      metrics: metrics, logger: Logger(label: "test") { _ in logs })
  }

  /// Lets so much time pass, in steps, each of them only when the candidates wait for it.
  private func pass(_ time: Duration, check: () -> Void = {}) async {
    for _ in 0..<Int(time / .milliseconds(100)) {
      await executor.settle()
      clock.advance(by: .milliseconds(100))
      check()
    }
    await executor.settle()
  }

  private var masterStatus: Double? {
    metrics.meters(label: "leader_election_master_status", dimensions: [("name", "operator")]).first?.values.last
  }

  @Test("leads alone among several, and keeps the Lease by renewing it")
  func oneOfThree() async {
    let electors = ["a", "b", "c"].map(elector)
    await withThrowingTaskGroup { group in
      for elector in electors { group.addTask(executorPreference: executor) { try await elector.run() } }
      await pass(.seconds(60)) {
        #expect(electors.count(where: \.mayWrite) <= 1)
      }
      #expect(electors.count(where: \.mayWrite) == 1)
      #expect(Set(server.writes).count == 1 && (25...31).contains(server.writes.count), "a renewal every 2 s")
      group.cancelAll()
    }
  }

  @Test("may not write from the deadline on, although nothing of it has run since: a frozen leader that thaws")
  func frozen() async throws {
    let elector = elector("a")
    let task = Task(executorPreference: executor) { try await elector.run() }
    try await elector.waitUntilLeading()
    await executor.settle()
    #expect(elector.mayWrite)
    server.cutOff("a")
    clock.advance(by: .seconds(10))
    #expect(!elector.mayWrite)
    let error = await #expect(throws: LeadershipLost.self) { try await task.value }
    #expect(
      error?.description == "the lease system/operator is lost: it was not renewed within 10.0 seconds")
    try await elector.waitUntilEnded()
    #expect(masterStatus == 0)
  }

  @Test("gives up a request that hangs early enough to try another")
  func hangingRequest() async throws {
    let elector = elector("a")
    try await withThrowingTaskGroup { group in
      group.addTask(executorPreference: executor) { try await elector.run() }
      try await elector.waitUntilLeading()
      server.cutOff("a")
      await pass(.seconds(4))
      server.cutOff("a", false)
      await pass(.seconds(60)) { #expect(elector.mayWrite) }
      group.cancelAll()
    }
    #expect(logs.entries.filter { $0.level == .warning }.count == 1)
  }

  @Test("is followed by another when it is cut off, never beside it, and when the lease is over")
  func failover() async throws {
    let first = elector("a")
    let second = elector("b")
    try await withThrowingTaskGroup { group in
      let leader = Task(executorPreference: executor) { try await first.run() }
      try await first.waitUntilLeading()
      group.addTask(executorPreference: executor) { try await second.run() }
      await pass(.seconds(30)) { #expect(first.mayWrite && !second.mayWrite) }
      server.cutOff("a")
      let cutAt = clock.now
      await pass(.seconds(7)) { #expect(!second.mayWrite) }
      // Past the deadline of the last renewal, which was at most 2 s old.
      clock.advance(by: .seconds(3))
      #expect(!first.mayWrite && !second.mayWrite)
      await #expect(throws: LeadershipLost.self) { try await leader.value }
      while !second.mayWrite, cutAt.duration(to: clock.now) < .seconds(18) { await pass(.milliseconds(100)) }
      let time = cutAt.duration(to: clock.now)
      #expect(time > .seconds(12) && time < .seconds(18), "\(time)")
      #expect(server.lease?.holder == "b" && server.lease?.transitions == 1)
      group.cancelAll()
    }
  }

  @Test("goes on leading, and alone, when somebody deletes the Lease")
  func deletion() async throws {
    let first = elector("a")
    let second = elector("b")
    try await withThrowingTaskGroup { group in
      group.addTask(executorPreference: executor) { try await first.run() }
      try await first.waitUntilLeading()
      await pass(.seconds(1))
      group.addTask(executorPreference: executor) { try await second.run() }
      await pass(.seconds(31.5))
      // The second looks half a second from now, half way between two renewals.
      server.overwrite(nil)
      await pass(.seconds(20)) { #expect(first.mayWrite && !second.mayWrite) }
      group.cancelAll()
    }
  }

  @Test("releases the Lease on graceful shutdown, and another has it at its next look")
  func release() async throws {
    let first = elector("a")
    let second = elector("b")
    try await withThrowingTaskGroup { group in
      group.addTask(executorPreference: executor) {
        try await first.waitUntilLeading()
        try await second.run()
      }
      try await testGracefulShutdown { trigger in
        let task = Task(executorPreference: executor) { try await first.run() }
        await pass(.seconds(4))
        trigger.triggerGracefulShutdown()
        try await task.value
      }
      #expect(!first.mayWrite)
      #expect(server.lease?.holder == "" && server.lease?.duration == .seconds(1))
      await pass(.seconds(2.1))
      try await second.waitUntilLeading()
      group.cancelAll()
    }
  }

  @Test("leaves the Lease alone when it is cancelled, or told to keep it", arguments: [true, false])
  func keepsLease(isCancelled: Bool) async throws {
    let elector = elector("a")
    try await testGracefulShutdown { trigger in
      let task = Task(executorPreference: executor) { try await elector.run() }
      try await elector.waitUntilLeading()
      if isCancelled {
        task.cancel()
        await #expect(throws: CancellationError.self) { try await task.value }
      } else {
        elector.keepLease()
        trigger.triggerGracefulShutdown()
        try await task.value
      }
    }
    #expect(server.lease?.holder == "a" && !elector.mayWrite)
  }

  @Test("returns on graceful shutdown while it stands by")
  func shutdownInStandby() async throws {
    server.overwrite(Lease(holder: "b"))
    let elector = elector("a")
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup { group in
        group.addTask(executorPreference: executor) { try await elector.run() }
        await executor.settle()
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
    #expect(server.lease?.holder == "b")
  }

  @Test("tells whether it leads, in the metric and once in the log")
  func telling() async throws {
    let elector = elector("a")
    #expect(masterStatus == 0)
    try await withThrowingTaskGroup { group in
      group.addTask(executorPreference: executor) { try await elector.run() }
      try await elector.waitUntilLeading()
      await pass(.seconds(6))
      #expect(masterStatus == 1)
      group.cancelAll()
    }
    #expect(masterStatus == 0)
    #expect(logs.entries.map { "\($0.message)" } == ["leading"])
    #expect(logs.entries.first?.metadata["lease"] == "system/operator")
  }

  @Test("takes a new name for each life of a program")
  func identity() {
    let names = (0..<2).map { _ in LeaderIdentity.random() }
    #expect(names[0] != names[1])
    #expect(names.allSatisfy { $0.split(separator: "_").last?.utf8.count == 36 })
  }
}
