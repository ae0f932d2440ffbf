import FoundationEssentials
import JSONTree
import NIOHTTP1
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// What is sent again, and when.
@Suite struct RetryTests {
  private let key = ObjectKey(namespace: "n", name: "a")

  private func busy(_ code: Int, retryAfter: String? = nil) -> HTTPAnswer {
    .json(
      #"{"kind":"Status","status":"Failure","reason":"Busy"}"#, code: code,
      headers: retryAfter.map { ["Retry-After": $0] } ?? [:])
  }

  @Test(arguments: [429, 500, 503, 504]) func requestIsSentAgainAfterTheTimeThatTheServerAsksFor(code: Int) async throws
  {
    let clock = PauseClock()
    let isFirst = Atomic(true)
    let (client, transport) = try KubernetesClient.stub(clock: clock) { _ in
      isFirst.exchange(false, ordering: .relaxed) ? busy(code, retryAfter: "5") : .json("{}")
    }
    _ = try await client.get(.pods, key)
    #expect(transport.requests.count == 2)
    #expect(clock.pauses.count == 1)
    #expect(clock.pauses.allSatisfy { .seconds(5) ... .seconds(6) ~= $0 })
  }

  @Test func answersThatDoNotAskForItAreHandedOver() async throws {
    for (code, retryAfter) in [(429, nil), (503, nil), (409, "1"), (501, "1")] {
      let (client, transport) = try KubernetesClient.stub { _ in busy(code, retryAfter: retryAfter) }
      #expect(await error(of: { try await client.get(.pods, key) }) != nil)
      #expect(transport.requests.count == 1)
    }
  }

  @Test func longWaitsAreTheCallers() async throws {
    let (client, transport) = try KubernetesClient.stub { _ in busy(503, retryAfter: "31") }
    #expect(await error(of: { try await client.get(.pods, key) })?.retryAfter == .seconds(31))
    #expect(transport.requests.count == 1)
  }

  @Test(arguments: [0, 2]) func retriesAreBounded(retries: Int) async throws {
    let (client, transport) = try KubernetesClient.stub(limits: ClientLimits(retries: retries), clock: PauseClock()) {
      _ in busy(429, retryAfter: "1")
    }
    #expect(await error(of: { try await client.get(.pods, key) })?.status?.code == 429)
    #expect(transport.requests.count == 1 + retries)
  }

  @Test func waitingCanBeCancelled() async throws {
    let (pauses, pause) = AsyncStream.makeStream(of: Void.self)
    let clock = PauseClock { pause.yield() }
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in busy(429, retryAfter: "1") }
    let outcome = await withTaskGroup(of: KubernetesError?.self) { group in
      group.addTask { await error(of: { try await client.get(.pods, self.key) }) }
      for await _ in pauses { break }
      group.cancelAll()
      return await group.next()
    }
    #expect(outcome == .some(.cancelled))
  }

  @Test func permissionToWriteIsAskedForAgain() async throws {
    let isPermitted = Atomic(true)
    let (client, transport) = try KubernetesClient.stub(
      clock: PauseClock(), writePermission: { isPermitted.load(ordering: .relaxed) }
    ) { _ in
      isPermitted.store(false, ordering: .relaxed)
      return busy(429, retryAfter: "1")
    }
    #expect(await error(of: { try await client.delete(.pods, key) }) == .writeNotPermitted)
    #expect(transport.requests.count == 1)
  }

  /// Answers 401 to every token but one.
  private func guarded(_ token: String) -> StubTransport.Answer {
    { .json("", code: $0.headers["authorization"] == ["Bearer \(token)"] ? 200 : 401) }
  }

  private func withFile(_ content: String, _ test: (URL) async throws -> Void) async throws {
    let file = FileManager.default.temporaryDirectory.appending(path: "token-\(UInt64.random(in: .min ... .max))")
    defer { try? FileManager.default.removeItem(at: file) }
    try Data(content.utf8).write(to: file)
    try await test(file)
  }

  @Test func refusedTokenIsReadAgainAndTheRequestRepeated() async throws {
    try await withFile("one") { file in
      let (client, transport) = try KubernetesClient.stub(
        credentials: .tokenFile(path: file.path, initial: nil), guarded("two"))
      #expect(await error(of: { for try await _ in client.watch(.pods, from: "1") {} }) != nil)
      #expect(transport.requests.count == 1, "the same token again would be no use")
      try Data("two".utf8).write(to: file)
      for try await _ in client.watch(.pods, from: "1") {}
      let sent = transport.requests.flatMap { $0.headers["authorization"] }
      #expect(sent == ["Bearer one", "Bearer one", "Bearer two"])
    }
  }

  @Test func requestIsRepeatedOnlyOnce() async throws {
    try await withFile("one") { file in
      let count = Mutex(0)
      let (client, transport) = try KubernetesClient.stub(credentials: .tokenFile(path: file.path, initial: nil)) { _ in
        let number = count.withLock { count in
          count += 1
          return count
        }
        try Data("token-\(number)".utf8).write(to: file)
        return .json("", code: 401)
      }
      #expect(await error(of: { try await client.get(.pods, key) }) != nil)
      #expect(transport.requests.count == 2)
    }
  }
}

/// A clock on which pauses end at once, or never where somebody looks at them, and time limits never do.
private final class PauseClock: Clock {
  private let time = ManualClock()
  private let began = Mutex<[Duration]>([])
  private let onPause: (@Sendable () -> Void)?

  init(onPause: (@Sendable () -> Void)? = nil) { self.onPause = onPause }

  var pauses: [Duration] { began.withLock { $0 } }
  var now: ManualClock.Instant { time.now }
  var minimumResolution: Duration { time.minimumResolution }

  func sleep(until deadline: ManualClock.Instant, tolerance: Duration?) async throws {
    let duration = now.duration(to: deadline)
    guard duration < ClientLimits().requestTimeout else {
      return try await time.sleep(until: deadline, tolerance: tolerance)
    }
    began.withLock { $0.append(duration) }
    guard let onPause else { return }
    onPause()
    try await time.sleep(until: deadline, tolerance: tolerance)
  }
}
