// A server that speaks HTTP/2 frame by frame, as a test says.

import CoreMetrics
import NIOCore
import NIOHPACK
import NIOHTTP2
import NIOSSL
import Synchronization
import TestSupport
import Testing

@testable import KubernetesClient

/// One connection as the server sees it.
struct HTTP2Peer {
  private var frames: NIOAsyncChannelInboundStream<HTTP2Frame>.AsyncIterator
  private let outbound: NIOAsyncChannelOutboundWriter<HTTP2Frame>
  /// Which connection to the server it is, from 1.
  let number: Int

  /// A request with its whole body.
  struct Request {
    let id: HTTP2StreamID
    let headers: HPACKHeaders
    var body = ""

    var target: String { headers.first(name: ":path") ?? "" }
  }

  init(
    _ frames: NIOAsyncChannelInboundStream<HTTP2Frame>, _ outbound: NIOAsyncChannelOutboundWriter<HTTP2Frame>,
    number: Int
  ) {
    self.frames = frames.makeAsyncIterator()
    self.outbound = outbound
    self.number = number
  }

  /// The next frame that belongs to a stream; `nil` when the client has closed the connection.
  mutating func nextFrame() async throws -> HTTP2Frame? {
    while let frame = try await frames.next() {
      if frame.streamID != .rootStream { return frame }
    }
    return nil
  }

  /// The next request; `nil` when the client has closed the connection.
  mutating func nextRequest() async throws -> Request? {
    var request: Request?
    while let frame = try await nextFrame() {
      switch frame.payload {
      case .headers(let block):
        request = Request(id: frame.streamID, headers: block.headers)
        if block.endStream { return request }
      case .data(let part):
        if case .byteBuffer(let bytes) = part.data { request?.body += String(buffer: bytes) }
        // The streams' own windows are wide.
        let size = part.data.readableBytes
        if size > 0 { try await send(.windowUpdate(windowSizeIncrement: size), .rootStream) }
        if part.endStream { return request }
      default: break
      }
    }
    return nil
  }

  func send(_ payload: HTTP2Frame.FramePayload, _ id: HTTP2StreamID) async throws {
    try await outbound.write(HTTP2Frame(streamID: id, payload: payload))
  }

  func sendHead(_ id: HTTP2StreamID, code: Int = 200, _ headers: [(String, String)] = []) async throws {
    let block = HPACKHeaders([(":status", String(code)), ("content-type", "application/json")] + headers)
    try await send(.headers(.init(headers: block)), id)
  }

  func sendBody(_ id: HTTP2StreamID, _ body: some Sequence<UInt8>, isLast: Bool = true) async throws {
    try await send(.data(.init(data: .byteBuffer(ByteBuffer(bytes: body)), endStream: isLast)), id)
  }

  func answer(_ id: HTTP2StreamID, code: Int = 200, _ body: String = "{}") async throws {
    try await sendHead(id, code: code)
    try await sendBody(id, body.utf8)
  }
}

extension HTTP2Peer {
  /// A server's end of TLS that agrees on one of the protocols.
  static func tlsHandler(protocols: [String]) throws -> NIOSSLServerHandler {
    var configuration = TLSConfiguration.makeServerConfiguration(
      certificateChain: try NIOSSLCertificate.fromPEMBytes(Array(TestCertificates.certificate.utf8))
        .map { .certificate($0) },
      privateKey: .privateKey(try NIOSSLPrivateKey(bytes: Array(TestCertificates.privateKey.utf8), format: .pem)))
    configuration.applicationProtocols = protocols
    return NIOSSLServerHandler(context: try NIOSSLContext(configuration: configuration))
  }
}

/// Runs a test with such a server.
///
/// - Parameters:
///   - maximumStreams: how many requests the server takes at once.
///   - serve: what the server does with a connection.
func withHTTP2Server(
  maximumStreams: Int = 100, serve: @escaping @Sendable (inout HTTP2Peer) async throws -> Void,
  _ test: @Sendable (_ port: Int) async throws -> Void
) async throws {
  let listener = try await LoopbackListener { channel in
    try channel.pipeline.syncOperations.addHandlers(
      HTTP2Peer.tlsHandler(protocols: ["h2"]),
      NIOHTTP2Handler(
        mode: .server,
        initialSettings: [
          HTTP2Setting(parameter: .maxConcurrentStreams, value: maximumStreams),
          HTTP2Setting(parameter: .initialWindowSize, value: 4 << 20),
        ]))
  }
  let connections = Mutex(0)
  try await listener.serve { (connection: NIOAsyncChannel<HTTP2Frame, HTTP2Frame>) in
    // A client that goes away ends the connection, not the test.
    try? await connection.executeThenClose { inbound, outbound in
      let number = connections.withLock { count in
        count += 1
        return count
      }
      var peer = HTTP2Peer(inbound, outbound, number: number)
      try await serve(&peer)
    }
  } while: {
    try await test(listener.port)
  }
}

/// Runs a test with such a server and a transport to it.
func withHTTP2Peer(
  maximumStreams: Int = 100, serve: @escaping @Sendable (inout HTTP2Peer) async throws -> Void,
  _ test: @Sendable (any HTTPTransport) async throws -> Void
) async throws {
  try await withHTTP2Server(maximumStreams: maximumStreams, serve: serve) { port in
    try await withTransport(port: port, test)
  }
}

/// Runs a test with a transport to a server on the loopback interface.
func withTransport(port: Int, _ test: @Sendable (any HTTPTransport) async throws -> Void) async throws {
  let transport = try makeTransport(port: port)
  do {
    try await test(transport)
    try await transport.shutdown()
  } catch {
    try await transport.shutdown()
    throw error
  }
}

/// A transport to a server on the loopback interface with any certificate.
func makeTransport(
  port: Int, limits: ClientLimits = ClientLimits(connection: .seconds(5))
) throws -> any HTTPTransport {
  let configuration = ClientConfiguration(
    server: try ServerAddress("https://127.0.0.1:\(port)"), tls: TLSSettings(skipsVerification: true))
  return TransportSettings(
    .watches, configuration, tls: HTTPRequest.anyServer.configuration, limits: limits,
    underWay: RequestsUnderWay(), metrics: NOOPMetricsHandler.instance
  ).makeTransport(clock: ContinuousClock())
}

extension HTTPRequest {
  static var anyServer: TLSSource.Version { anyServer(number: 0) }

  static func anyServer(number: Int) -> TLSSource.Version {
    var configuration = TLSConfiguration.makeClientConfiguration()
    configuration.certificateVerification = .none
    return TLSSource.Version(number: number, configuration: configuration)
  }

  static func get(_ target: String, tls: TLSSource.Version = anyServer) -> HTTPRequest {
    HTTPRequest(method: .GET, target: target, headers: ["user-agent": "tests"], tls: tls)
  }

  static func put(_ target: String, _ body: String, isPermitted: (@Sendable () -> Bool)? = nil) -> HTTPRequest {
    HTTPRequest(
      method: .PUT, target: target, headers: ["content-type": "application/json"], body: ByteBuffer(string: body),
      isPermitted: isPermitted, tls: anyServer)
  }
}

extension HTTPTransport {
  /// The body of the answer to a request.
  func text(_ request: HTTPRequest, upTo limit: Int = 1 << 20) async throws -> String {
    String(buffer: try await answer(to: request, upTo: limit).body)
  }

  /// Expects a body of the answer to a request.
  func expect(
    _ expected: String, of request: HTTPRequest, _ comment: Comment? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) async throws {
    let text = try await text(request)
    #expect(text == expected, comment, sourceLocation: sourceLocation)
  }
}
