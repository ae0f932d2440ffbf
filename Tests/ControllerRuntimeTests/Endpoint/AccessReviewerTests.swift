import JSONTree
import KubernetesClient
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("Who may read the metrics")
struct AccessReviewerTests {
  /// Reviews of an API server that knows two tokens.
  static func answer(_ resource: APIResource, _ object: JSON) throws -> JSON {
    if resource.plural == "tokenreviews" {
      guard let name = ["good": "scraper", "poor": "nobody"][object["spec", "token"]?.string ?? ""] else {
        return ["status": ["authenticated": false, "error": "invalid token"]]
      }
      return ["status": ["authenticated": true, "user": ["username": .string(name), "groups": ["g"], "extra": [:]]]]
    }
    #expect(object["spec", "nonResourceAttributes"] == ["path": "/metrics", "verb": "get"])
    #expect(object["spec", "groups"] == ["g"])
    return ["status": ["allowed": .bool(object["spec", "user"] == "scraper")]]
  }

  @Test("The API server's decision, kept for a minute where it is yes and for ten seconds where it is no")
  func decides() async {
    let (clock, asked) = (ManualClock(), Locked(0))
    let reviewer = AccessReviewer(clock: RuntimeClock(clock), logger: .silent) { resource, object in
      asked.add(1)
      return try Self.answer(resource, object)
    }
    for _ in 0..<3 {
      #expect(await reviewer.review(token: "good", path: "/metrics") == .allowed)
      #expect(await reviewer.review(token: "poor", path: "/metrics") == .forbidden(user: "nobody"))
      #expect(await reviewer.review(token: "wrong", path: "/metrics") == .unauthenticated)
    }
    #expect(asked.value == 5)
    clock.advance(by: .seconds(10))
    _ = await reviewer.review(token: "good", path: "/metrics")
    #expect(asked.value == 5)
    _ = await reviewer.review(token: "wrong", path: "/metrics")
    #expect(asked.value == 6)
    clock.advance(by: .seconds(50))
    _ = await reviewer.review(token: "good", path: "/metrics")
    #expect(asked.value == 8)
  }

  @Test("Nobody is let in while the API server cannot be asked, and that is not remembered")
  func unreachable() async {
    let works = Locked(false)
    let reviewer = AccessReviewer(clock: RuntimeClock(ManualClock()), logger: .silent) { resource, object in
      guard works.value else { throw KubernetesError.closed }
      return try Self.answer(resource, object)
    }
    #expect(
      await reviewer.review(token: "good", path: "/metrics") == .unknown("the API server cannot be asked who you are"))
    works.change { $0 = true }
    #expect(await reviewer.review(token: "good", path: "/metrics") == .allowed)
  }

  @Test("However many ask with however many tokens, few reviews run and few answers are kept")
  func flood() async {
    let (running, most) = (Locked(0), Locked(0))
    let reviewer = AccessReviewer(clock: RuntimeClock(ManualClock()), logger: .silent) { resource, object in
      let now = running.add(1)
      most.change { $0 = max($0, now) }
      await Task.yield()
      running.add(-1)
      return try Self.answer(resource, object)
    }
    let verdicts = await withTaskGroup { group in
      for number in 0..<500 { group.addTask { await reviewer.review(token: "\(number)", path: "/metrics") } }
      return await group.reduce(into: Set<AccessReviewer.Verdict>()) { $0.insert($1) }
    }
    #expect(!verdicts.contains(.allowed))
    #expect(most.value <= 4)
    for number in 0..<1000 { _ = await reviewer.review(token: "\(number)", path: "/metrics") }
    #expect(await reviewer.answerCount <= 128)
  }

  @Test("Whoever was let in stays known for a minute, however many others are refused meanwhile")
  func floodOfRefusals() async {
    let (clock, allowed) = (ManualClock(), Locked(0))
    let reviewer = AccessReviewer(clock: RuntimeClock(clock), logger: .silent) { resource, object in
      if resource.plural == "subjectaccessreviews" { allowed.add(1) }
      return try Self.answer(resource, object)
    }
    _ = await reviewer.review(token: "good", path: "/metrics")
    clock.advance(by: .seconds(5))
    for number in 0..<1000 { _ = await reviewer.review(token: "\(number)", path: "/metrics") }
    #expect(await reviewer.review(token: "good", path: "/metrics") == .allowed)
    #expect(allowed.value == 1)
    #expect(await reviewer.answerCount <= 128)
  }

  @Test("Few answers are kept even of those who were let in, the latest ones")
  func manyAllowed() async {
    let asked = Locked(0)
    let reviewer = AccessReviewer(clock: RuntimeClock(ManualClock()), logger: .silent) { _, _ in
      asked.add(1)
      return ["status": ["authenticated": true, "allowed": true, "user": ["username": "scraper"]]]
    }
    for number in 0..<200 { _ = await reviewer.review(token: "\(number)", path: "/metrics") }
    #expect(await reviewer.answerCount == 128)
    #expect(await reviewer.review(token: "199", path: "/metrics") == .allowed)
    #expect(asked.value == 400)
  }

  @Test(
    "The metrics are shown to whoever may see them",
    arguments: [
      ("good", "200 OK", "# HELP"), ("poor", "403 Forbidden", "nobody may not get /metrics"),
      ("wrong", "401 Unauthorized", "WWW-Authenticate: Bearer"), (nil, "401 Unauthorized", "bearer token"),
    ] as [(String?, String, String)])
  func route(token: String?, status: String, text: String) async throws {
    let reviewer = AccessReviewer(clock: RuntimeClock(ManualClock()), logger: .silent) { try Self.answer($0, $1) }
    let registry = PrometheusRegistry(logger: .silent)
    registry.register { [.gauge("up", 1)] }
    try await HTTPEndpoint.with(routes: [MetricsRoute(registry: registry, reviewer: reviewer)]) { port in
      let answer = try await RawConnection.get("/metrics", port: port, token: token)
      #expect(answer.hasPrefix("HTTP/1.1 \(status)\r\n"))
      #expect(answer.contains(text))
      #expect(status.hasPrefix("200") == answer.contains("up 1"))
    }
  }

  @Test(
    "A real API server decides by its own users and its own RBAC",
    .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
  func realServer() async throws {
    try await TestServer.withNamespace { client, namespace in
      let reader = try await MetricsReader(client: client, namespace: namespace)
      @Sendable func verdict(of token: String) async -> AccessReviewer.Verdict {
        await AccessReviewer(client: client, logger: .silent).review(token: token, path: "/metrics")
      }
      #expect(await verdict(of: "nonsense") == .unauthenticated)
      #expect(await verdict(of: reader.token) == .forbidden(user: reader.user))
      try await reader.whileAllowed {
        _ = try await eventually("the binding counts") { await verdict(of: reader.token) == .allowed ? true : nil }
      }
    }
  }
}
