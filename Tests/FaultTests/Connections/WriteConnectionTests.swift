import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Connections in trouble: writes", .serialized, .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct WriteConnectionTests {
  @Test("Everything declared is applied, once")
  func patch() async throws { try await Self.writeThrough(ConnectionTrouble.noticed) }

  /// Has an operator apply things while its connections are in trouble of these kinds, one after the other.
  static func writeThrough(_ troubles: [ConnectionTrouble]) async throws {
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      let server = try TestServer.operatorConfiguration()
      let start = try TestServer.auditTrail().end()
      try await FaultProxy.with(server.server) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: server)) { client in
          try await namespace.withOperator(client) {
            try await namespace.apply("first")
            try await namespace.untilApplied(["first"])
            for trouble in troubles {
              try await meet(trouble, proxy, namespace)
            }
            // The answer that was under way when the trouble began may have been lost.
            let unneeded = try await namespace.unneededWrites(since: start)
            #expect(unneeded.values.allSatisfy { $0 == 1 }, "\(unneeded)")
          }
        }
      }
    }
  }

  private static func meet(
    _ trouble: ConnectionTrouble, _ proxy: FaultProxy, _ namespace: OperatedNamespace
  ) async throws {
    let names = ["before-1", "before-2", "during-1"].map { "\(trouble)-\($0)".lowercased() }
    try await namespace.apply(names[0])
    try await namespace.apply(names[1])
    // The operator is at work on these now.
    await proxy.begin(trouble.make())
    try await namespace.apply(names[2])
    if !trouble.isSlowOnly { await proxy.end() }
    let time = try await namespace.untilApplied(names)
    await proxy.end()
    FaultTest.report(trouble.rawValue, "patch", recovered: time)
  }
}
