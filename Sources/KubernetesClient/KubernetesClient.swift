import CoreMetrics
import JSONTree
import Logging
import NIOCore
import NIOHTTP1

/// A client of one API server.
///
/// Objects go in and out as ``/JSONTree/JSON``, so that fields this program does not know survive a read and a write.
/// Requests share connections (HTTP/2 where the server has it); watches have connections of their own, so that neither
/// can starve the other.
///
/// - Expected flow: make one client for the life of the program, share it, and ``shutdown()`` at its end.
/// - Guarantees: a name, namespace or selector cannot lead a request to another path. Credentials are in the
///   `Authorization` header and nowhere else: not in errors, not in logs. Redirects are not followed.
/// - Caveats: a request is sent again where the server asks for it (``ClientLimits/retries``), and once where it refused
///   credentials that can be renewed; all other retries are the caller's. There is no rate limit here: the server's own
///   (API Priority and Fairness) is obeyed. Errors say whether a retry makes sense (``KubernetesError/isRetryable``).
/// - Errors: every call throws ``KubernetesError``.
public final class KubernetesClient: Sendable {
  /// What the client was made of.
  public let configuration: ClientConfiguration
  let fieldManager: String?
  let limits: ClientLimits
  let clock: any Clock<Duration>
  let writePermission: (@Sendable () -> Bool)?
  let requests: any HTTPTransport
  let watches: any HTTPTransport
  /// Has watches read in batches while there are many.
  let underWay: RequestsUnderWay
  let metrics: ClientMetrics
  let logger: Logger
  let knownServerVersion: KnownServerVersion
  private let fixedHeaders: HTTPHeaders
  let authenticator: Authenticator
  private let warningHandler: @Sendable (APIWarning) -> Void
  /// The client whose connections this one uses; `nil` where they are its own.
  private let original: KubernetesClient?

  /// Makes a client. Nothing is sent yet.
  ///
  /// - Parameters:
  ///   - configuration: which server, and as whom.
  ///   - userAgent: under which name the server logs and counts the requests.
  ///   - fieldManager: the manager that creates, updates and patches record unless they name another; `nil` leaves it
  ///     to the server, which takes the first part of the user agent.
  ///   - limits: when to give up.
  ///   - clock: what measures pauses and the age of tokens, and time limits over HTTP/1.1; over HTTP/2 the event loop
  ///     measures those.
  ///   - writePermission: asked before each request that is not a read, and again when its body is handed to the
  ///     connection; while it says no, such requests end with ``KubernetesError/writeNotPermitted``. A leader's right to
  ///     write goes here. It is called often and from any thread. `nil` permits everything.
  ///   - metrics: where the requests and connections are counted: `rest_client_requests_total`,
  ///     `rest_client_request_duration_seconds` and `rest_client_connections`.
  ///   - logger: gets one line for each request at level `debug`, and the server's warnings at level `warning`.
  ///   - warningHandler: gets each warning of the server as well.
  /// - Throws: ``KubernetesError/configuration(_:)`` where certificates or keys cannot be used.
  public convenience init(
    configuration: ClientConfiguration, userAgent: UserAgent, fieldManager: String? = nil,
    limits: ClientLimits = ClientLimits(), clock: any Clock<Duration> = EventLoopClock(),
    writePermission: (@Sendable () -> Bool)? = nil, metrics: any MetricsFactory = MetricsSystem.factory, logger: Logger,
    warningHandler: @escaping @Sendable (APIWarning) -> Void = { _ in }
  ) throws(KubernetesError) {
    let authenticator = try Authenticator(configuration, limits: limits, clock: clock, logger: logger)
    let tls = authenticator.initialTLS
    let underWay = RequestsUnderWay()
    let transport = { (traffic: TransportSettings.Traffic) in
      TransportSettings(
        traffic, configuration, tls: tls, limits: limits, underWay: underWay, metrics: metrics
      ).makeTransport(clock: clock)
    }
    self.init(
      configuration: configuration, userAgent: userAgent, fieldManager: fieldManager, limits: limits, clock: clock,
      writePermission: writePermission, authenticator: authenticator,
      requests: transport(.requests), watches: transport(.watches), underWay: underWay,
      metrics: metrics, logger: logger, warningHandler: warningHandler)
  }

  init(
    configuration: ClientConfiguration, userAgent: UserAgent, fieldManager: String?, limits: ClientLimits,
    clock: any Clock<Duration>, writePermission: (@Sendable () -> Bool)?, authenticator: Authenticator,
    requests: any HTTPTransport,
    watches: any HTTPTransport, underWay: RequestsUnderWay = RequestsUnderWay(),
    metrics: any MetricsFactory, logger: Logger,
    warningHandler: @escaping @Sendable (APIWarning) -> Void
  ) {
    self.configuration = configuration
    self.fieldManager = fieldManager
    self.limits = limits
    self.clock = clock
    self.writePermission = writePermission
    self.requests = requests
    self.watches = watches
    self.underWay = underWay
    self.metrics = ClientMetrics(factory: metrics, host: configuration.server.authority, clock: clock)
    self.logger = logger
    self.warningHandler = warningHandler
    var headers: HTTPHeaders = ["user-agent": userAgent.description]
    headers.add(contentsOf: configuration.impersonation?.headers ?? [:])
    self.fixedHeaders = headers
    self.authenticator = authenticator
    knownServerVersion = KnownServerVersion(clock: clock)
    original = nil
  }

  private init(_ original: KubernetesClient, as impersonation: Impersonation) {
    var configuration = original.configuration
    configuration.impersonation = impersonation
    self.configuration = configuration
    var headers = original.fixedHeaders
    for name in original.configuration.impersonation?.headers.map(\.name) ?? [] { headers.remove(name: name) }
    headers.add(contentsOf: impersonation.headers)
    fixedHeaders = headers
    fieldManager = original.fieldManager
    limits = original.limits
    clock = original.clock
    writePermission = original.writePermission
    requests = original.requests
    watches = original.watches
    underWay = original.underWay
    metrics = original.metrics
    logger = original.logger
    // Somebody else may be told what the original is not.
    knownServerVersion = KnownServerVersion(original.knownServerVersion.version, clock: original.clock)
    authenticator = original.authenticator
    warningHandler = original.warningHandler
    self.original = original
  }

  deinit {
    guard original == nil else { return }
    requests.close()
    watches.close()
  }

  /// A client that makes its requests as somebody else, over the connections of this one, which must have the right to
  /// (the verb `impersonate`).
  ///
  /// It costs no connection and needs no ``shutdown()``, which would be that of this client.
  public func acting(as impersonation: Impersonation) -> KubernetesClient {
    KubernetesClient(self, as: impersonation)
  }

  /// Closes all connections and waits until they are; requests under way end as cancelled, and no new ones can be made: one
  /// that waits because the server asked it to (`Retry-After`) ends with an error when its time has come.
  ///
  /// Shutting down twice is no error. A client that goes without it closes its connections too, but nobody waits.
  ///
  /// - Throws: ``KubernetesError/transport(_:)`` where a connection did not end well.
  public func shutdown() async throws(KubernetesError) {
    let outcomes = [await outcome(of: requests.shutdown), await outcome(of: watches.shutdown)]
    if let error = outcomes.compactMap({ $0 }).first { throw error }
  }

  private func outcome(of shutdown: () async throws -> Void) async -> KubernetesError? {
    do {
      try await shutdown()
      return nil
    } catch {
      return KubernetesError(error)
    }
  }
}

extension KubernetesClient {
  /// The request with its headers and credentials.
  ///
  /// - Throws: ``KubernetesError/writeNotPermitted`` for a write that is not permitted now, and
  ///   ``KubernetesError/invalidRequest(_:)`` for a header that cannot be sent.
  func httpRequest(
    _ request: APIRequest, _ access: Access, allowsCompression: Bool
  ) throws(KubernetesError) -> HTTPRequest {
    let isPermitted = request.isWrite ? writePermission : nil
    guard isPermitted?() ?? true else { throw .writeNotPermitted }
    var headers = fixedHeaders
    headers.add(name: "accept", value: request.accept)
    if allowsCompression { headers.add(name: "accept-encoding", value: "gzip") }
    if let contentType = request.contentType { headers.add(name: "content-type", value: contentType.rawValue) }
    if let authorization = access.authorization { headers.add(name: "authorization", value: authorization.value) }
    try headers.checkValues()
    return HTTPRequest(
      method: request.method, target: configuration.server.basePath + request.target, headers: headers,
      body: request.body.map { ByteBuffer(bytes: $0) }, isPermitted: isPermitted,
      tls: access.tls)
  }

  /// Passes on what the head of an answer says beside the answer itself.
  func inspect(_ headers: HTTPHeaders, of request: APIRequest) {
    for text in APIWarning.texts(in: headers["warning"]) {
      let warning = APIWarning(text: text, request: "\(request.method.rawValue) \(request.path)")
      logger.warning("the API server warns: \(warning.text)", metadata: ["request": "\(warning.request)"])
      warningHandler(warning)
    }
  }
}
