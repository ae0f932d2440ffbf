import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Connections in trouble: watch, then list again", .serialized,
  .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct WatchConnectionTests {
  @Test("No change is lost while a watch's connection is in trouble", arguments: ConnectionTrouble.noticed)
  func watch(trouble: ConnectionTrouble) async throws { try await Self.watchThrough(trouble) }

  @Test("A list begins while there is trouble, and is complete when it is over", arguments: ConnectionTrouble.noticed)
  func list(trouble: ConnectionTrouble) async throws { try await Self.listThrough(trouble) }

  /// Changes objects while a watch's connection is in trouble.
  static func watchThrough(_ trouble: ConnectionTrouble) async throws {
    try await TestServer.withNamespace { admin, namespace in
      let server = try TestServer.configuration()
      try await FaultTest.set("old", of: 0..<10, admin, namespace: namespace)
      try await FaultProxy.with(server.server) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: server)) { client in
          try await Follower.with(client, namespace: namespace) { follower in
            try await follower.store.waitUntilSynced()
            await proxy.begin(trouble.make())
            try await FaultTest.set("new", of: 0..<12, admin, namespace: namespace)
            try await FaultTest.delete(0..<5, admin, namespace: namespace)
            if !trouble.isSlowOnly { await proxy.end() }
            let time = try await follower.untilEqual(to: admin, namespace: namespace)
            FaultTest.report(trouble.rawValue, "watch", recovered: time)
            #expect(follower.regressions == [])
          }
        }
      }
    }
  }

  /// Begins to list while the connection is in trouble.
  static func listThrough(_ trouble: ConnectionTrouble) async throws {
    try await TestServer.withNamespace { admin, namespace in
      let server = try TestServer.configuration()
      try await FaultTest.set("value", of: 0..<10, admin, namespace: namespace)
      try await FaultProxy.with(server.server) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: server)) { client in
          await proxy.begin(trouble.make())
          try await Follower.with(client, namespace: namespace) { follower in
            try await eventually("the proxy was used") { proxy.connectionCount > 0 ? true : nil }
            if !trouble.isSlowOnly { await proxy.end() }
            let time = try await follower.untilEqual(to: admin, namespace: namespace)
            FaultTest.report(trouble.rawValue, "list", recovered: time)
          }
        }
      }
    }
  }

  @Test("A list is cut in the middle of its answer", arguments: [3_000, 6_000, 12_000])
  func cutList(bytes: Int) async throws {
    try await TestServer.withNamespace { admin, namespace in
      let server = try TestServer.configuration()
      try await FaultTest.set("value", of: 0..<60, admin, namespace: namespace)
      try await FaultProxy.with(server.server) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: server)) { client in
          let fault = CutAfter(bytes: bytes)
          await proxy.begin(fault)
          try await Follower.with(client, namespace: namespace) { follower in
            let time = try await follower.untilEqual(to: admin, namespace: namespace)
            #expect(fault.hasCut)
            FaultTest.report("cut after \(bytes) bytes", "list", recovered: time)
          }
        }
      }
    }
  }
}
