import KubernetesClient
import TestSupport
import Testing

@Suite("Rights that are taken away and given back", .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct RevokedRightsTests {
  @Test("Everything declared meanwhile is applied, once")
  func revoked() async throws {
    try await TestServer.withNamespace { admin, name in
      let account = try await Account.make("operator", in: name, admin)
      let namespace = OperatedNamespace(admin: admin, name: name, operatorUser: account.user)
      let server = account.configuration(try TestServer.configuration())
      let start = try TestServer.auditTrail().end()
      try await FaultProxy.with(server.server) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: server)) { client in
          try await namespace.withOperator(client) {
            try await namespace.apply("first")
            try await namespace.untilApplied(["first"])
            try await account.revokeRights()
            try await namespace.apply("second")
            // A watch outlives the right that it began with.
            await proxy.begin(Cut())
            await proxy.end()
            try await namespace.apply("third")
            try await Self.untilForbidden(account, ["list", "watch"], since: start)
            try await account.grantRights()
            let time = try await namespace.untilApplied(["first", "second", "third"])
            FaultTest.report("403", "list, watch and patch", recovered: time)
            // Without rights nothing was done whose answer could have been lost.
            #expect(try await namespace.unneededWrites(since: start) == [:])
          }
        }
      }
    }
  }

  /// Waits until the operator has been refused something.
  private static func untilForbidden(_ account: Account, _ verbs: Set<String>, since start: Int) async throws {
    try await eventually("403 is answered") {
      let requests = try TestServer.auditTrail().requests(from: start)
      return requests.contains { $0.user == account.user && $0.code == 403 && verbs.contains($0.verb) } ? true : nil
    }
  }
}
