// Stands in for the network: answers requests as a test says, and remembers them.

import AsyncHTTPClient
import CoreMetrics
import Logging
import NIOCore
import NIOHTTP1
import Synchronization
import TestSupport

@testable import KubernetesClient

final class StubTransport: HTTPTransport {
  typealias Answer = @Sendable (HTTPRequest) async throws -> HTTPAnswer

  private let answer: Answer
  private let received = Mutex<[HTTPRequest]>([])

  init(_ answer: @escaping Answer) { self.answer = answer }

  var requests: [HTTPRequest] { received.withLock { $0 } }

  func open(_ request: HTTPRequest) async throws -> HTTPAnswer {
    received.withLock { $0.append(request) }
    return try await request.timeLimit.enforce { [answer] in try await answer(request) }
  }

  func shutdown() async throws {}
  func close() {}
  func closeSilentConnections(for duration: Duration) {}
}

extension Logger {
  /// A logger that says nothing.
  static var silent: Logger { Logger(label: "silent") { _ in SwiftLogNoOpLogHandler() } }
}

extension HTTPAnswer {
  static func json(_ body: String, code: Int = 200, headers: HTTPHeaders = [:]) -> HTTPAnswer {
    var headers = headers
    headers.replaceOrAdd(name: "content-type", value: "application/json")
    return HTTPAnswer(code: code, headers: headers, body: .bytes(ByteBuffer(string: body)))
  }

  static func page(_ body: String, code: Int) -> HTTPAnswer {
    HTTPAnswer(code: code, headers: ["content-type": "text/html"], body: .bytes(ByteBuffer(string: body)))
  }

  init(code: Int = 200, headers: HTTPHeaders = [:], body: HTTPClientResponse.Body = .init()) {
    self.init(code: code, headers: headers, body: PooledBody(body.makeAsyncIterator()))
  }
}

extension KubernetesClient {
  /// A client whose requests and watches one stub answers; it answers for the version itself where one is given.
  static func stub(
    version: String? = #"{"major":"1","minor":"33","gitVersion":"v1.33.0"}"#, credentials: Credentials = .anonymous,
    impersonation: Impersonation? = nil,
    limits: ClientLimits = ClientLimits(), clock: any Clock<Duration> = ManualClock(),
    writePermission: (@Sendable () -> Bool)? = nil,
    metrics: any MetricsFactory = NOOPMetricsHandler.instance, logger: Logger? = nil,
    warnings: WarningLog = WarningLog(), _ answer: @escaping StubTransport.Answer
  ) throws -> (client: KubernetesClient, transport: StubTransport) {
    let transport = StubTransport { request in
      if let version, request.target.hasSuffix("/version") { return .json(version) }
      return try await answer(request)
    }
    let configuration = ClientConfiguration(
      server: try ServerAddress("https://api.test:6443"), credentials: credentials, impersonation: impersonation)
    let logger = logger ?? .silent
    let authenticator = try Authenticator(configuration, limits: limits, clock: clock, logger: logger)
    let client = KubernetesClient(
      configuration: configuration,
      userAgent: UserAgent(name: "stub", version: "1"), fieldManager: "stub", limits: limits, clock: clock,
      writePermission: writePermission, authenticator: authenticator, requests: transport, watches: transport,
      metrics: metrics, logger: logger,
      warningHandler: { warnings.append($0) })
    return (client, transport)
  }
}

extension HTTPRequest {
  /// The body, as far as it may be sent.
  func bodyText() throws -> String? {
    guard isPermitted?() ?? true else { throw KubernetesError.writeNotPermitted }
    return body.map { String(buffer: $0) }
  }
}

/// The error that a call ends with; `nil` where it ends well.
func error(of call: () async throws -> some Sendable) async -> KubernetesError? {
  do {
    _ = try await call()
    return nil
  } catch {
    return KubernetesError(error)
  }
}
