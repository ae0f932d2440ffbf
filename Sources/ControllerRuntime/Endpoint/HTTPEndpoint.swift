// The process's own HTTP server, for probes and scrapes.
import Logging
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import ServiceLifecycle

/// Serves routes over HTTP/1.1, plain or with TLS.
///
/// - Expected flow: add it to a `ServiceGroup` before what it tells about, which then begins once
///   ``waitUntilListening()`` has returned, and ends before it.
/// - Guarantees: GET and HEAD are answered, everything else is refused. A client that sends nothing, or takes nothing, is cut
///   off in time, and keeps nobody else from being served. While nobody asks, nothing runs.
/// - Assumptions: `run` is called once.
/// - Caveats: answers that are under way at shutdown are cut off: it is the last service that ends.
/// - Errors: ``EndpointError`` that names the setting and the address where nobody can listen there.
public struct HTTPEndpoint: Service {
  private typealias Connection = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

  private let setting: String
  private let address: BindAddress
  private let certificate: ServingCertificate?
  private let routes: [any EndpointRoute]
  private let limits: EndpointLimits
  private let logger: Logger
  private let listener = Listener()

  /// An endpoint that does not listen yet.
  ///
  /// - Parameters:
  ///   - setting: What a person set the address by, such as `--health-bind-address`, for error messages.
  ///   - address: Where to listen.
  ///   - certificate: What to encrypt with; `nil` for plain HTTP.
  ///   - routes: What to answer; the first route that has an answer counts.
  ///   - limits: When a client has had enough.
  ///   - logger: Where to log.
  public init(
    setting: String, address: BindAddress, certificate: ServingCertificate? = nil, routes: [any EndpointRoute],
    limits: EndpointLimits = EndpointLimits(), logger: Logger
  ) {
    self.setting = setting
    self.address = address
    self.certificate = certificate
    self.routes = routes
    self.limits = limits
    self.logger = logger
  }

  /// Returns once clients can connect.
  ///
  /// - Returns: The port, which the system chose where the address has port 0.
  /// - Throws: `CancellationError` when the task is cancelled first.
  @discardableResult
  public func waitUntilListening() async throws -> Int { try await listener.port() }

  /// Serves until graceful shutdown, or until the task is cancelled.
  ///
  /// - Throws: ``EndpointError`` where nobody can listen there; `CancellationError` when the task is cancelled.
  public func run() async throws {
    let server = try await bind()
    let bound = BindAddress(host: address.host, port: server.channel.localAddress?.port ?? address.port)
    listener.open(port: bound.port)
    logger.info("listening", metadata: ["for": "\(setting)", "address": "\(bound)", "tls": "\(certificate != nil)"])
    try? await cancelWhenGracefulShutdown {
      try await withThrowingDiscardingTaskGroup { group in
        try await server.executeThenClose { connections in
          for try await channel in connections {
            group.addTask { await serve(channel) }
          }
        }
        group.cancelAll()
      }
    }
    try Task.checkCancellation()
  }

  private func bind() async throws(EndpointError) -> NIOAsyncChannel<any Channel, Never> {
    do {
      guard address.host == nil else { return try await bind(to: address.host ?? "") }
      // One socket for both families, unless the machine has no IPv6.
      do { return try await bind(to: "::") } catch { return try await bind(to: "0.0.0.0") }
    } catch {
      throw EndpointError("\(setting) \(address): cannot listen there: \(error)")
    }
  }

  private func bind(to host: String) async throws -> NIOAsyncChannel<any Channel, Never> {
    try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
      .serverChannelOption(.backlog, value: 128)
      .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
      .serverChannelInitializer { [limits] channel in
        channel.eventLoop.makeCompletedFuture {
          try channel.pipeline.syncOperations.addHandler(ConnectionLimit(maximum: limits.connections))
        }
      }
      .childChannelOption(.autoRead, value: false)
      .bind(host: host, port: address.port) { channel in
        channel.eventLoop.makeCompletedFuture {
          if let certificate {
            try channel.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: certificate.context))
          }
          try channel.pipeline.syncOperations.configureHTTPServerPipeline()
          try channel.pipeline.syncOperations.addHandler(ConnectionDeadline(limits: limits))
          return channel
        }
      }
  }

  /// Makes the channel a connection only now: one that is dropped before it is served, as at shutdown, would trap.
  private func serve(_ channel: any Channel) async {
    do {
      let connection = try await channel.eventLoop.submit {
        try Connection(wrappingChannelSynchronously: channel)
      }.get()
      try await connection.executeThenClose { requests, responses in
        try await channel.setOption(.autoRead, value: true).get()
        var head: HTTPRequestHead?
        for try await part in requests {
          switch part {
          case .head(let new): head = new
          case .body: break
          case .end:
            guard let request = head else { return }
            try await answer(request, responses)
            guard request.isKeepAlive else { return }
          }
        }
      }
    } catch {
      logger.trace("a connection has failed", metadata: ["error": "\(error)"])
    }
  }

  private func answer(
    _ head: HTTPRequestHead, _ responses: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>
  ) async throws {
    let response = await response(to: head)
    let body = ByteBuffer(string: response.body)
    var headers = response.headers
    headers.add(name: "Content-Length", value: "\(body.readableBytes)")
    headers.add(name: "Cache-Control", value: "no-store")
    headers.add(name: "X-Content-Type-Options", value: "nosniff")
    if !head.isKeepAlive { headers.add(name: "Connection", value: "close") }
    try await responses.write(.head(HTTPResponseHead(version: .http1_1, status: response.status, headers: headers)))
    if head.method != .HEAD { try await responses.write(.body(.byteBuffer(body))) }
    try await responses.write(.end(nil))
  }

  private func response(to head: HTTPRequestHead) async -> EndpointResponse {
    guard head.method == .GET || head.method == .HEAD else {
      return EndpointResponse(.methodNotAllowed, "only GET and HEAD are served\n", ["Allow": "GET, HEAD"])
    }
    let request = EndpointRequest(head)
    for route in routes {
      if let response = await route.respond(to: request) { return response }
    }
    return EndpointResponse(.notFound, "not found\n")
  }
}

extension HTTPEndpoint: CustomStringConvertible {
  /// What the life-cycle log calls it.
  public var description: String { "endpoint \(address)" }
}
