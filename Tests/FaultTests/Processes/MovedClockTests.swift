import KubernetesClient
import Synchronization
import TestSupport
import Testing

@Suite(
  "Wall clocks that are wrong, and jump",
  .enabled(if: TestServer.isAvailable, FaultTest.requirement),
  .enabled(if: WallClock.library != nil, "needs libfaketime: hack/test gets it and sets PODPATTERN_TEST_FAKETIME"))
struct MovedClockTests {
  @Test("Neither make a leader lose its lease, nor give it to a standby, nor keep it from one when the leader has died")
  func moved() async throws {
    let directory = try TemporaryDirectory()
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      let server = try TestServer.configuration().server
      let start = try TestServer.auditTrail().end()
      let leader = try await Replica.make("leader", namespace, server: server, in: directory)
      let standby = try await Replica.make("standby", namespace, server: server, in: directory)
      let clock = try WallClock(in: directory, name: "leader")
      let otherClock = try WallClock(in: directory, name: "standby")
      try await leader.run(wallClock: clock) { program in
        try await namespace.apply("first")
        try await namespace.untilApplied(["first"])
        try await standby.run(wallClock: otherClock) { other in
          try await eventually("another one stands by") { other.log.text.contains("standing by") ? true : nil }
          try otherClock.move(to: "+60d")
          for offset in ["+30d", "+1h"] {
            try clock.move(to: offset)
            // Longer than the lease of 8 s, together.
            try await Self.untilRenewed(5, namespace)
            try await namespace.apply("at\(offset.dropFirst())")
          }
          try await namespace.untilApplied(["at30d", "at1h"])
          #expect(try Self.writers(namespace, since: start) == [leader.user])
          program.expectEnd()
          try program.send(.kill)
          try await namespace.apply("last")
          let time = try await namespace.untilApplied(["last"])
          FaultTest.report("leader killed, clocks 60 days apart", "takeover", recovered: time)
        }
      }
      try Replica.proveSingleWriter([leader, standby], since: start, "clocks moved")
    }
  }

  /// Waits until the holder of the lease has renewed it so often.
  private static func untilRenewed(_ count: Int, _ namespace: OperatedNamespace) async throws {
    let seen = Mutex<Set<String>>([])
    let key = ObjectKey(namespace: namespace.name, name: Replica.leaseName)
    try await eventually("the lease is renewed \(count) times") {
      let lease = try await namespace.admin.get(leases, key)
      let versions = seen.withLock { seen in
        seen.insert(lease["metadata", "resourceVersion"]?.string ?? "")
        return seen.count
      }
      return versions > count ? true : nil
    }
  }

  /// Who wrote Deployments.
  private static func writers(_ namespace: OperatedNamespace, since start: Int) throws -> Set<String> {
    let writes = try TestServer.auditTrail().requests(from: start).filter {
      $0.namespace == namespace.name && $0.isWrite && $0.resource == "deployments"
    }
    return Set(writes.map(\.user))
  }

  private static let leases = APIResource(
    group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")
}
