import ControllerRuntime
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "An API server that ends, forgets, and comes back", .serialized,
  .enabled(if: TestServer.isAvailable, FaultTest.requirement), .ownServer)
struct BrokenServerTests {
  enum Harm: String, CaseIterable, CustomTestStringConvertible {
    case apiServerStopped, apiServerKilled, etcdKilled
    var testDescription: String { rawValue }

    func happen(to server: BreakableServer) async throws {
      switch self {
      case .apiServerStopped: try await server.stop(.apiServer)
      case .apiServerKilled: try await server.kill(.apiServer)
      case .etcdKilled: try await server.kill(.etcd)
      }
    }
  }

  @Test(
    "Ended while users change things, and started again: everything declared is applied, once",
    arguments: Harm.allCases)
  func ended(harm: Harm) async throws {
    try await operate { server, namespace in
      let start = try server.auditTrail.end()
      let names = (0..<8).map { "web-\($0)" }
      for name in names.prefix(3) { try await namespace.apply(name) }
      let isRefused = Gate()
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          var round = 0
          repeat {
            round += 1
            let image = "example.com/web:\(round)"
            for name in names {
              try await Self.insist(noting: isRefused) { try await namespace.apply(name, image: image) }
            }
          } while !isRefused.isOpen
        }
        group.addTask {
          try await harm.happen(to: server)
          try await eventually("a user is refused") { isRefused.isOpen ? true : nil }
          try await server.start()
        }
        try await group.waitForAll()
      }
      let time = try await namespace.untilApplied(names)
      FaultTest.report(harm.rawValue, "patch", recovered: time)
      // The answer that was under way when the server ended may have been lost.
      let unneeded = try await namespace.unneededWrites(since: start)
      #expect(unneeded.values.allSatisfy { $0 == 1 }, "\(unneeded)")
    }
  }

  @Test("The CustomResourceDefinition is deleted and created anew")
  func definitionDeleted() async throws {
    try await operate { server, namespace in
      try await namespace.apply("old")
      try await namespace.untilApplied(["first", "old"])
      let start = try server.auditTrail.end()
      try await PodPatternDefinition.delete(namespace.admin)
      try await eventually("the operator is told 404") {
        let requests = try server.auditTrail.requests(from: start)
        return requests.contains { $0.user == namespace.operatorUser && $0.code == 404 } ? true : nil
      }
      try await PodPatternDefinition.create(namespace.admin)
      try await namespace.apply("new")
      let time = try await namespace.untilApplied(["new"])
      FaultTest.report("definition deleted", "watch", recovered: time)
      let written = Set(try namespace.writes(since: start).map(\.name))
      #expect(written == ["new", "new-tls"])
    }
  }

  /// Runs an operator on the suite's server, with an account of its own.
  private func operate(
    _ body: @escaping @Sendable (BreakableServer, OperatedNamespace) async throws -> Void
  ) async throws {
    let server = try OwnServer.server()
    try await TestServer.withNamespace(server.configuration) { admin, name in
      try await PodPatternDefinition.create(admin)
      let account = try await Account.make("operator", in: name, admin)
      let namespace = OperatedNamespace(
        admin: admin, name: name, operatorUser: account.user, auditTrail: server.auditTrail)
      try await FaultTest.withHastyClient(account.configuration(server.configuration)) { client in
        try await namespace.withOperator(client) {
          try await namespace.apply("first")
          try await namespace.untilApplied(["first"])
          try await body(server, namespace)
        }
      }
    }
  }

  /// Does something again and again until the server is there to do it.
  private static func insist(
    noting isRefused: Gate, _ change: @escaping @Sendable () async throws -> Void
  ) async throws {
    try await eventually("the server is there again") {
      do {
        try await change()
        return true
      } catch let error as KubernetesError {
        guard error.isRetryable else { throw error }
        isRefused.open()
        return nil
      }
    }
  }
}
