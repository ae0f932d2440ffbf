import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Answers other than the API server's: list and watch", .serialized,
  .enabled(if: TestServer.isAvailable, FaultTest.requirement))
struct ReadAnswerTests {
  @Test("No change is lost", arguments: [ProxiedRequest.Kind.read, .streamingList, .watch])
  func recovers(kind: ProxiedRequest.Kind) async throws {
    try await TestServer.withNamespace { admin, namespace in
      let account = try TestServer.operatorConfiguration()
      try await HTTPFaultProxy.with(account) { proxy in
        // No read is answered with a conflict, and the answer to a watch never comes to its end.
        for trouble in AnswerTrouble.allCases where trouble != .conflict && (trouble != .lost || kind == .read) {
          try await FaultTest.withHastyClient(proxy.configuration(of: account)) { client in
            // A streaming list that ends too early is followed by a list in pages.
            let fault = Only(kind, times: kind == .streamingList ? 1 : 2, trouble.make())
            proxy.begin(kind == .streamingList ? fault : WithoutStreamingLists(fault) as any HTTPFault)
            try await Follower.with(client, namespace: namespace) { follower in
              try await FaultTest.set("\(trouble)", of: 0..<3, admin, namespace: namespace)
              let time = try await follower.untilEqual(to: admin, namespace: namespace)
              try await eventually("\(trouble) has happened") { fault.isOver ? true : nil }
              // What comes after the fault comes as well.
              try await FaultTest.set("after \(trouble)", of: 1..<2, admin, namespace: namespace)
              _ = try await follower.untilEqual(to: admin, namespace: namespace)
              FaultTest.report(trouble.rawValue, "\(kind)", recovered: time)
              #expect(follower.regressions == [])
            }
          }
        }
      }
    }
  }

  @Test("An expired version is told by HTTP status or by an ERROR event", arguments: [true, false])
  func expired(byEvent: Bool) async throws {
    let event = ErrorEvent(410, reason: "Expired")
    try await watchThrough(
      byEvent ? event : StatusAnswer(410, reason: "Expired") as any HTTPFault,
      called: byEvent ? "410 as an ERROR event" : "410 by HTTP")
  }

  @Test("A resource version that the server has never reached")
  func tooLarge() async throws {
    try await watchThrough(
      StatusAnswer(504, reason: "Timeout", cause: "ResourceVersionTooLarge"), called: "too large resource version")
  }

  @Test("Events split at each of their bytes, and events of several MiB", arguments: [0, 3 << 20])
  func odd(padding: Int) async throws {
    try await follow(padding == 0 ? ByteByByte() as any HTTPFault : HugeEvents(padding: padding)) {
      proxy, admin, namespace, follower in
      for round in 0..<3 {
        try await FaultTest.set("round-\(round)", of: 3..<6, admin, namespace: namespace)
        let time = try await follower.untilEqual(to: admin, namespace: namespace)
        FaultTest.report(padding == 0 ? "byte by byte" : "3 MiB events", "watch", recovered: time)
      }
    }
  }

  @Test("A list that the server compresses")
  func compressed() async throws {
    // A stream is not compressed.
    try await follow(WithoutStreamingLists(), padding: String(repeating: "a long text ", count: 3000)) {
      proxy, admin, namespace, follower in
      _ = try await follower.untilEqual(to: admin, namespace: namespace)
      #expect(proxy.compressedAnswers > 0)
    }
  }

  /// Follows a namespace whose first two watches after its list are answered by a fault.
  private func watchThrough(_ fault: any HTTPFault, called name: String) async throws {
    let fault = Only(.watch, times: 2, fault)
    try await follow(WithoutStreamingLists(fault)) { proxy, admin, namespace, follower in
      let time = try await follower.untilEqual(to: admin, namespace: namespace)
      try await eventually("it has happened") { fault.isOver ? true : nil }
      try await FaultTest.set("after", of: 5..<7, admin, namespace: namespace)
      _ = try await follower.untilEqual(to: admin, namespace: namespace)
      FaultTest.report(name, "watch", recovered: time)
    }
  }

  /// Follows a namespace through the proxy, with a fault from the start, while its objects change.
  private func follow(
    _ fault: any HTTPFault, padding: String = "",
    _ body: @escaping @Sendable (HTTPFaultProxy, KubernetesClient, String, Follower) async throws -> Void
  ) async throws {
    try await TestServer.withNamespace { admin, namespace in
      let account = try TestServer.operatorConfiguration()
      try await FaultTest.set("old\(padding)", of: 0..<8, admin, namespace: namespace)
      try await HTTPFaultProxy.with(account) { proxy in
        try await FaultTest.withHastyClient(proxy.configuration(of: account)) { client in
          proxy.begin(fault)
          try await Follower.with(client, namespace: namespace) { follower in
            try await FaultTest.set("new\(padding)", of: 6..<12, admin, namespace: namespace)
            try await FaultTest.delete(0..<3, admin, namespace: namespace)
            try await body(proxy, admin, namespace, follower)
            #expect(follower.regressions == [])
          }
        }
      }
    }
  }
}
