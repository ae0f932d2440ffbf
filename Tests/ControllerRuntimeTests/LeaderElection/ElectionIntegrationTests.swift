import CoreMetrics
import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import Synchronization
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(
  "An election on a real API server", .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"),
  .timeLimit(.minutes(10)))
struct ElectionIntegrationTests {
  /// A candidate that can be cut off: its requests hang from then on, as a partition makes them.
  private struct Candidate {
    let elector: LeaderElector
    let partition = Partition()

    init(client: KubernetesClient, lease: ObjectKey, name: String) throws {
      elector = LeaderElector(
        leases: Partitionable(leases: KubernetesLease(client: client, key: lease), partition: partition), lease: lease,
        identity: name,
        timing: try LeaseTiming(
          leaseDuration: .seconds(3), renewDeadline: .seconds(2), retryPeriod: .milliseconds(500)),
        clock: RuntimeClock(ContinuousClock()), now: { .now }, random: { .random(in: 0..<1) },
        metrics: NOOPMetricsHandler.instance, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    }
  }

  @Test("has one leader at most at any time, through partition, abdication and the end of the Lease")
  func threeCandidates() async throws {
    try await TestServer.withNamespace { client, namespace in
      let lease = ObjectKey(namespace: namespace, name: "operator")
      let candidates = try ["a", "b", "c"].map { try Candidate(client: client, lease: lease, name: $0) }
      let watch = Task { await mostWriters(of: candidates.map(\.elector)) }
      try await withThrowingTaskGroup { group in
        for candidate in candidates { group.addTask { try? await candidate.elector.run() } }
        var standing = candidates
        while let leader = try await leader(of: standing) {
          standing.removeAll { $0.elector.identity == leader.elector.identity }
          guard !standing.isEmpty else { break }
          let begin = ContinuousClock.now
          leader.partition.cutOff()
          try await leader.elector.waitUntilEnded()
          let stopped = ContinuousClock.now
          _ = try await self.leader(of: standing)
          let gap = begin.duration(to: .now)
          print("without a leader: \(gap - begin.duration(to: stopped)), after the partition: \(gap)")
        }
        group.cancelAll()
      }
      watch.cancel()
      #expect(await watch.value == 1)
      let object = try await client.get(KubernetesLease.resource, lease)
      // On a busy machine a leader may lose the lease by itself as well.
      #expect(try #require(object["spec", "leaseTransitions"]?.integer) >= 2)
    }
  }

  @Test("gives the Lease to a candidate that waits, as soon as it is released")
  func release() async throws {
    try await TestServer.withNamespace { client, namespace in
      let lease = ObjectKey(namespace: namespace, name: "operator")
      let access = KubernetesLease(client: client, key: lease)
      let first = try await access.create(
        Lease(key: lease).acquired(by: "a", for: .seconds(15), at: "2026-01-02T03:04:05.000000Z"))
      _ = try await access.update(first.renewed(by: "a", for: .seconds(15), at: "2026-01-02T03:04:06.000000Z"))
      let stale = await #expect(throws: KubernetesError.self, "only the last version may be updated") {
        _ = try await access.update(first.renewed(by: "b", for: .seconds(15), at: "2026-01-02T03:04:07.000000Z"))
      }
      #expect(stale?.isConflict == true, "\(String(describing: stale))")
      let held = try #require(try await access.read())
      let released = try await access.update(held.released(at: "2026-01-02T03:04:08.000000Z"))
      #expect(released.holder.isEmpty && released.duration == .seconds(1))
      let candidate = try Candidate(client: client, lease: lease, name: "b")
      let task = Task { try await candidate.elector.run() }
      try await candidate.elector.waitUntilLeading()
      #expect(try await access.read()?.holder == "b")
      task.cancel()
      _ = await task.result
    }
  }

  @Test("holds a write back that the process was frozen in, between its frames and their departure")
  func frozenWrite() async throws {
    try await TestServer.withNamespace { client, namespace in
      let asked = Locked(0)
      let leader = try KubernetesClient(
        configuration: client.configuration, userAgent: UserAgent(name: "podpattern-tests", version: "0"),
        writePermission: { asked.add(1) <= 2 }, logger: .silent)
      let object: JSON = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]
      await #expect(throws: KubernetesError.writeNotPermitted, "asked before, with the frames, and when they leave") {
        try await leader.create(.configMaps, namespace: namespace, object)
      }
      let left = await #expect(throws: KubernetesError.self, "the connection is replaced") {
        try await leader.get(.configMaps, ObjectKey(namespace: namespace, name: "a"))
      }
      #expect(left?.isNotFound == true)
      try await leader.shutdown()
    }
  }

  private func leader(of candidates: [Candidate]) async throws -> Candidate? {
    try await eventually("one of them leads") { candidates.first(where: \.elector.mayWrite) }.value
  }

  /// The greatest number of candidates that might write at one time, until the task is cancelled.
  private func mostWriters(of electors: [LeaderElector]) async -> Int {
    var most = 0
    while !Task.isCancelled {
      most = max(most, electors.count(where: \.mayWrite))
      try? await Task.sleep(for: .milliseconds(1))
    }
    return most
  }
}

/// Whether the requests of one candidate hang.
private final class Partition: Sendable {
  private let isCutOff = Mutex(false)

  func cutOff() { isCutOff.withLock { $0 = true } }

  func pass() async throws {
    guard isCutOff.withLock({ $0 }) else { return }
    for await _ in AsyncStream<Void>.makeStream().stream {}
    throw KubernetesError.cancelled
  }
}

/// A connection that a test may cut.
private struct Partitionable: LeaseAccess {
  let leases: any LeaseAccess
  let partition: Partition

  func read() async throws -> Lease? {
    try await partition.pass()
    return try await leases.read()
  }

  func create(_ lease: Lease) async throws -> Lease {
    try await partition.pass()
    return try await leases.create(lease)
  }

  func update(_ lease: Lease) async throws -> Lease {
    try await partition.pass()
    return try await leases.update(lease)
  }
}
