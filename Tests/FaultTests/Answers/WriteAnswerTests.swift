import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Answers other than the API server's: writes", .serialized,
  .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct WriteAnswerTests {
  @Test("Everything declared is applied, and nothing twice")
  func recovers() async throws {
    try await operate { proxy, namespace in
      let start = try TestServer.auditTrail().end()
      for trouble in AnswerTrouble.allCases {
        let fault = Only(.write, times: 4, trouble.make())
        proxy.begin(fault)
        let names = ["one", "two"].map { "\(trouble)-\($0)".lowercased() }
        for name in names { try await namespace.apply(name) }
        let time = try await namespace.untilApplied(names)
        #expect(fault.count == 4, "\(trouble)")
        FaultTest.report(trouble.rawValue, "patch", recovered: time)
      }
      let unneeded = try await namespace.unneededWrites(since: start)
      for trouble in AnswerTrouble.allCases {
        let count = unneeded.filter { $0.key.contains("/\(trouble)-".lowercased()) }.values.reduce(0, +)
        #expect(count <= (trouble.losesAnswers ? 4 : 0), "\(unneeded)")
      }
      #expect(unneeded.keys.allSatisfy { !$0.contains("/first") }, "\(unneeded)")
    }
  }

  @Test("What is applied is not applied again while what follows fails", arguments: ["services", "podpatterns"])
  func retriesOnlyWhatFailed(resource: String) async throws {
    try await operate { proxy, namespace in
      let start = try TestServer.auditTrail().end()
      let fault = Only(.write, of: resource, times: 5, StatusAnswer(500, reason: "InternalError"))
      proxy.begin(fault)
      try await namespace.apply("one")
      try await namespace.untilApplied(["one"])
      #expect(fault.count == 5)
      let patches = try TestServer.auditTrail().requests(from: start).filter {
        $0.namespace == namespace.name && $0.verb == "patch" && $0.name == "one-tls"
      }
      #expect(patches.count == 1)
    }
  }

  @Test("What the server calls invalid is told to the user, and tried again when the user changes it")
  func invalid() async throws {
    try await operate { proxy, namespace in
      proxy.begin(Only(.write, times: 1, StatusAnswer(422, reason: "Invalid")))
      try await namespace.apply("one")
      try await namespace.untilApplied(["one"], reason: "Rejected")
      try await namespace.apply("one", image: "example.com/web:2")
      let time = try await namespace.untilApplied(["one"])
      FaultTest.report("422", "patch", recovered: time)
    }
  }

  /// Runs an operator through the proxy.
  private func operate(
    _ body: @escaping @Sendable (HTTPFaultProxy, OperatedNamespace) async throws -> Void
  ) async throws {
    try await TestServer.withNamespace { admin, name in
      let namespace = OperatedNamespace(admin: admin, name: name)
      let account = try TestServer.operatorConfiguration()
      try await HTTPFaultProxy.with(account) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: account)) { client in
          try await namespace.withOperator(client) {
            try await namespace.apply("first")
            try await namespace.untilApplied(["first"])
            try await body(proxy, namespace)
          }
        }
      }
    }
  }
}
