import AsyncHTTPClient
import JSONTree
import Logging
import NIOCore
import NIOHTTP2
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

@Suite struct RequestTests {
  private let key = ObjectKey(namespace: "n", name: "a")
  private let object: JSON = ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"]]

  /// Makes calls and hands back the requests they led to, without that for the version.
  private func requests(
    version: String = #"{"major":"1","minor":"33"}"#, _ calls: (KubernetesClient) async throws -> Void
  ) async throws -> [HTTPRequest] {
    let (client, transport) = try KubernetesClient.stub(version: version) { _ in .json("{}") }
    try await calls(client)
    return transport.requests.filter { !$0.target.hasSuffix("/version") }
  }

  @Test func apply() async throws {
    let sent = try await requests { client in
      try await client.apply(
        .configMaps, key, object, options: ApplyOptions(fieldManager: "me & you", force: true, dryRun: true))
      try await client.apply(
        .configMaps, key, object, options: ApplyOptions(fieldManager: "me", subresource: "status"))
    }
    #expect(sent.map(\.method) == [.PATCH, .PATCH])
    #expect(
      sent.map(\.target) == [
        "/api/v1/namespaces/n/configmaps/a?force=true&fieldManager=me%20%26%20you&dryRun=All&fieldValidation=Ignore",
        "/api/v1/namespaces/n/configmaps/a/status?force=false&fieldManager=me&fieldValidation=Ignore",
      ])
    #expect(sent.first?.headers["content-type"] == ["application/apply-patch+yaml"])
    let body = "{\n\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"metadata\":{\n\"name\":\"a\"}}"
    #expect(try sent.first?.bodyText() == body)
  }

  @Test func fieldsAreNotValidatedByOldServers() async throws {
    let sent = try await requests(version: #"{"major":"1","minor":"24+"}"#) { client in
      try await client.apply(.configMaps, key, object, options: ApplyOptions(fieldManager: "me"))
      try await client.update(.configMaps, key, object)
    }
    #expect(!sent.contains { $0.target.contains("fieldValidation") })
  }

  @Test func versionIsAskedForOnce() async throws {
    let (client, transport) = try KubernetesClient.stub { _ in .json("{}") }
    for _ in 0..<3 { try await client.update(.configMaps, key, object) }
    #expect(transport.requests.filter { $0.target.hasSuffix("/version") }.count == 1)
  }

  @Test func otherWrites() async throws {
    let sent = try await requests { client in
      try await client.create(.configMaps, namespace: "n", object)
      try await client.create(.serviceAccounts, key, subresource: "token", [:])
      try await client.update(.configMaps, key, object, subresource: "status")
      try await client.patch(.configMaps, key, jsonPatch: [["op": "remove", "path": "/data"]])
      try await client.patch(
        .configMaps, key, mergePatch: ["data": nil], options: WriteOptions(fieldManager: "x", dryRun: true))
    }
    let common = "fieldManager=stub&fieldValidation=Strict"
    #expect(
      sent.map { "\($0.method.rawValue) \($0.target)" } == [
        "POST /api/v1/namespaces/n/configmaps?\(common)",
        "POST /api/v1/namespaces/n/serviceaccounts/a/token?\(common)",
        "PUT /api/v1/namespaces/n/configmaps/a/status?\(common)",
        "PATCH /api/v1/namespaces/n/configmaps/a?\(common)",
        "PATCH /api/v1/namespaces/n/configmaps/a?fieldManager=x&dryRun=All&fieldValidation=Strict",
      ])
    #expect(
      sent.flatMap { $0.headers["content-type"] } == [
        "application/json", "application/json", "application/json", "application/json-patch+json",
        "application/merge-patch+json",
      ])
    #expect(try sent[3].bodyText() == #"[{"op":"remove","path":"/data"}]"#)
    #expect(try sent[4].bodyText() == #"{"data":null}"#)
  }

  @Test func delete() async throws {
    let sent = try await requests { client in
      try await client.delete(
        .configMaps, key, preconditions: Preconditions(uid: "u", resourceVersion: "5"), propagation: .foreground,
        dryRun: true)
      try await client.delete(.configMaps, key)
    }
    #expect(sent.map(\.method) == [.DELETE, .DELETE])
    #expect(
      try sent[0].bodyText() == """
        {"apiVersion":"v1","dryRun":["All"],"kind":"DeleteOptions","preconditions":{"resourceVersion":"5","uid":"u"},\
        "propagationPolicy":"Foreground"}
        """)
    #expect(try sent[1].bodyText() == #"{"apiVersion":"v1","kind":"DeleteOptions"}"#)
  }

  @Test func headers() async throws {
    let (client, transport) = try KubernetesClient.stub(credentials: .token(Secret("abc"))) { _ in .json("{}") }
    _ = try await client.get(.configMaps, key)
    let headers = try #require(transport.requests.first?.headers)
    #expect(headers["authorization"] == ["Bearer abc"])
    #expect(headers["accept"] == ["application/json"])
    #expect(headers["accept-encoding"] == ["gzip"])
    #expect(headers["user-agent"].first?.hasPrefix("stub/1 (") == true)
  }

  @Test func impersonationIsInTheHeaders() async throws {
    let impersonation = Impersonation(
      user: "jane", uid: "7", groups: ["a", "b c"], extra: ["example.com/x": ["1", "2"]])
    let (client, transport) = try KubernetesClient.stub(impersonation: impersonation) { _ in .json("{}") }
    _ = try await client.get(.configMaps, key)
    let headers = try #require(transport.requests.first?.headers)
    #expect(headers["impersonate-user"] == ["jane"])
    #expect(headers["impersonate-uid"] == ["7"])
    #expect(headers["impersonate-group"] == ["a", "b c"])
    #expect(headers["impersonate-extra-example.com%2Fx"] == ["1", "2"])
  }

  @Test(arguments: ["\n", "\r", "\0", "\u{7F}"]) func valuesThatNoHeaderCanHoldAreNamedAndNotRepeated(end: String)
    async throws
  {
    let value = "hunter2\(end)"
    let (client, transport) = try KubernetesClient.stub { _ in .json("{}") }
    let (withToken, tokens) = try KubernetesClient.stub(credentials: .token(Secret(value))) { _ in .json("{}") }
    for (client, name) in [
      (withToken, "authorization"), (client.acting(as: Impersonation(user: value)), "impersonate-user"),
      (client.acting(as: Impersonation(user: "me", groups: [value])), "impersonate-group"),
      (client.acting(as: Impersonation(user: "me", extra: ["a": [value]])), "impersonate-extra-a"),
    ] {
      let error = await error(of: { try await client.get(.configMaps, key) })
      #expect(error?.description.hasPrefix("the request was not sent: \(name): Invalid value: ") == true, "\(error)")
      #expect(error?.description.contains("hunter2") == false && error?.isRetryable == false)
    }
    #expect(transport.requests.isEmpty && tokens.requests.isEmpty)
  }

  @Test func passwordIsInTheHeader() async throws {
    let credentials = Credentials.basic(user: "me", password: Secret("hunter2"))
    let (client, transport) = try KubernetesClient.stub(credentials: credentials) { _ in .json("{}") }
    _ = try await client.get(.configMaps, key)
    #expect(transport.requests.first?.headers["authorization"] == ["Basic bWU6aHVudGVyMg=="])
  }

  @Test func userAgentCannotBreakOutOfItsHeader() {
    #expect(UserAgent(name: "a b\r\nX: y", version: "1/(2)").description.hasPrefix("a_b__X__y/1__2_ ("))
  }

  @Test func userAgentNamesTheComponent() {
    let text = UserAgent(name: "podpattern", version: "0.1.0", component: "podpattern-controller").description
    #expect(text.hasPrefix("podpattern/0.1.0 (") && text.hasSuffix(") podpattern-controller"))
  }

  @Test(arguments: ["metrics", "", "//evil\u{0}", "/a b", "/a#b", "/ü", "/a\r\nX: y"])
  func rawRefusesWhatIsNoPath(path: String) async throws {
    let (client, transport) = try KubernetesClient.stub { _ in .json("{}") }
    await #expect(throws: KubernetesError.self) { try await client.raw(path: path) }
    #expect(transport.requests.isEmpty)
  }

  @Test func rawStaysOnTheServer() async throws {
    let sent = try await requests { client in _ = try await client.raw(path: "//evil.example/metrics?a=b") }
    #expect(sent.map(\.target) == ["//evil.example/metrics?a=b"])
  }

  @Test(arguments: [
    ("<html>welcome</html>", "<html>welcome</html>"), ("", ""), ("[]", "[]"), ("{\"a\":", "{\"a\":"),
    ("\u{0}\u{1}", " "),
  ])
  func garbageWithStatus200IsAnInvalidResponse(body: String, excerpt: String) async throws {
    let (client, _) = try KubernetesClient.stub { _ in .page(body, code: 200) }
    let error = await #expect(throws: KubernetesError.self) { try await client.get(.configMaps, key) }
    guard case .invalidResponse(let response) = error else {
      Issue.record("\(String(describing: error))")
      return
    }
    #expect(response.code == 200)
    #expect(response.excerpt == excerpt)
  }

  @Test func redirectsAreNotFollowed() async throws {
    let (client, transport) = try KubernetesClient.stub { _ in
      HTTPAnswer(code: 302, headers: ["location": "https://evil.example"])
    }
    let error = await #expect(throws: KubernetesError.self) { try await client.get(.configMaps, key) }
    #expect(error?.description.contains("HTTP status 302") == true)
    #expect(transport.requests.count == 1)
  }

  @Test func bodyOverTheLimitIsAnError() async throws {
    let limits = ClientLimits(responseBody: 10)
    let (client, _) = try KubernetesClient.stub(limits: limits) { _ in .json("{\"a\":\"0123456789\"}") }
    let error = await #expect(throws: KubernetesError.self) { try await client.get(.configMaps, key) }
    #expect(error?.description.contains("the body is longer than 10 bytes") == true)
  }

  @Test func requestTimesOut() async throws {
    let clock = ManualClock()
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in
      try await ContinuousClock().sleep(for: .seconds(3600))
      return .json("{}")
    }
    async let outcome = error(of: { try await client.get(.configMaps, key) })
    try await clock.untilSleepers(1)
    clock.advance(by: .seconds(30))
    let error = await outcome
    #expect(error == .transport(TransportError(.timeout, "no complete answer within 30 s")))
    #expect(error?.isRetryable == true)
  }

  @Test func timeLimitCoversTheBody() async throws {
    let clock = ManualClock()
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in
      HTTPAnswer(body: .stream(AsyncStream<ByteBuffer> { _ in }))
    }
    async let outcome = error(of: { try await client.get(.configMaps, key) })
    try await clock.untilSleepers(1)
    clock.advance(by: .seconds(30))
    let error = await outcome
    #expect(error?.description == "no complete answer within 30 s")
  }

  @Test func cancellationIsItsOwnError() async throws {
    let clock = ManualClock()
    let (client, _) = try KubernetesClient.stub(clock: clock) { _ in
      try await ContinuousClock().sleep(for: .seconds(3600))
      return .json("{}")
    }
    let outcome = try await withThrowingTaskGroup(of: KubernetesError?.self) { group in
      group.addTask { await error(of: { try await client.get(.configMaps, self.key) }) }
      try await clock.untilSleepers(1)
      group.cancelAll()
      return try await group.next()
    }
    #expect(outcome == .some(.cancelled))
  }

  @Test func warningsAreDelivered() async throws {
    let warnings = WarningLog()
    let (client, _) = try KubernetesClient.stub(warnings: warnings) { _ in
      .json("{}", headers: ["Warning": #"299 - "unknown field \"spec.a\"""#])
    }
    _ = try await client.get(.configMaps, key)
    #expect(
      warnings.all == [
        APIWarning(text: "unknown field \"spec.a\"", request: "GET /api/v1/namespaces/n/configmaps/a")
      ])
  }

  @Test func credentialsAreInNoLogAndNoError() async throws {
    let lines = Mutex<[String]>([])
    let logger = Logger(label: "test") { _ in CollectingLogHandler { line in lines.withLock { $0.append(line) } } }
    for code in [200, 401, 500] {
      let (client, _) = try KubernetesClient.stub(credentials: .token(Secret("hunter2")), logger: logger) { _ in
        .json("{", code: code)
      }
      do {
        _ = try await client.get(.configMaps, key)
        Issue.record("no error")
      } catch {
        lines.withLock { $0.append("\(error) \(String(reflecting: error))") }
      }
    }
    let all = lines.withLock { $0 }
    #expect(all.count >= 6)
    #expect(!all.contains { $0.contains("hunter2") })
  }

  @Test(
    arguments: [
      HTTPClientError.invalidHeaderFieldValues(["Bearer hunter2"]),
      NIOHTTP2Errors.invalidHTTP2HeaderFieldValue(name: "authorization", value: "Bearer hunter2"),
    ] as [any Error])
  func errorsOfTheStackDoNotRepeatHeaders(error: any Error) {
    #expect(!KubernetesError(error).description.contains("hunter2"))
  }
}

/// Passes every message with its metadata on as one text.
private struct CollectingLogHandler: LogHandler {
  var metadata: Logger.Metadata = [:]
  var logLevel: Logger.Level = .trace
  let collect: @Sendable (String) -> Void

  init(_ collect: @escaping @Sendable (String) -> Void) { self.collect = collect }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { collect("\(event.message) \(String(describing: event.metadata))") }
}
