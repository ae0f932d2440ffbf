import KubernetesClient
import TestSupport
import Testing

extension BrokenServerTests {
  @Test("etcd has forgotten the versions that a cut watch was at")
  func compacted() async throws {
    try await follow(0..<10) { server, admin, namespace, proxy, _, follower in
      await proxy.begin(Cut())
      try await FaultTest.set("new", of: 0..<12, admin, namespace: namespace)
      try await FaultTest.delete(0..<5, admin, namespace: namespace)
      try await server.compact()
      await proxy.end()
      let time = try await follower.untilEqual(to: admin, namespace: namespace)
      FaultTest.report("compaction", "watch", recovered: time)
    }
  }

  @Test("5,000 objects are listed again while they change, and etcd forgets the version of the list in its middle")
  func relisted() async throws {
    try await follow(0..<5000) { server, admin, namespace, proxy, answers, follower in
      await proxy.begin(Cut())
      try await FaultTest.set("cut", of: 0..<20, admin, namespace: namespace)
      try await server.compact()
      let compaction = CompactionBetweenPages(server)
      answers.begin(WithoutStreamingLists(compaction))
      await proxy.end()
      for round in 0..<5 {
        try await FaultTest.set("round-\(round)", of: (round * 900)..<(round * 900 + 60), admin, namespace: namespace)
        try await FaultTest.delete((round * 900 + 30)..<(round * 900 + 45), admin, namespace: namespace)
      }
      let time = try await follower.untilEqual(to: admin, namespace: namespace)
      #expect(compaction.count == 1)
      FaultTest.report("compaction, 5,000 objects", "list", recovered: time)
    }
  }

  private typealias Scene =
    @Sendable (
      BreakableServer, KubernetesClient, String, FaultProxy, HTTPFaultProxy, Follower
    ) async throws -> Void

  /// Follows a namespace of the suite's server through both proxies, which has so many objects when the body begins.
  private func follow(_ objects: Range<Int>, _ body: @escaping Scene) async throws {
    let server = try OwnServer.server()
    try await TestServer.withNamespace(server.configuration) { admin, namespace in
      try await FaultTest.create(objects, admin, namespace: namespace)
      let account = try await Account.make("follower", in: namespace, admin).configuration(server.configuration)
      try await HTTPFaultProxy.with(account) { answers in
        let answered = try answers.configuration(of: account)
        try await FaultProxy.with(answered.server) { proxy in
          try await FaultTest.withHastyClient(proxy.configuration(of: answered)) { client in
            try await Follower.with(client, namespace: namespace) { follower in
              try await follower.store.waitUntilSynced()
              try await body(server, admin, namespace, proxy, answers, follower)
              #expect(follower.failures.contains { $0.contains("410") }, "no version was forgotten")
              #expect(follower.regressions == [])
            }
          }
        }
      }
    }
  }
}
