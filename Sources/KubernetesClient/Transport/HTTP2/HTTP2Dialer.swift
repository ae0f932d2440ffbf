// From an address to a connection that speaks HTTP/2.

import NIOCore
import NIOHTTP2
import NIOPosix
import NIOSSL
import NIOTLS

/// Makes connections; it belongs to an event loop.
final class HTTP2Dialer {
  private let transport: TransportSettings
  private let connections: LiveConnections
  private let eventLoop: any EventLoop
  /// The last TLS configuration that a connection was made with, ready for the next.
  private var prepared: (number: Int, context: NIOSSLContext)?
  /// The connection under way.
  private var handshake: EventLoopPromise<(any Channel, String?)>?

  init(_ transport: TransportSettings, _ connections: LiveConnections, _ eventLoop: any EventLoop) {
    self.transport = transport
    self.connections = connections
    self.eventLoop = eventLoop
  }

  /// Makes a connection.
  ///
  /// - Parameters:
  ///   - make: makes what keeps its streams.
  ///   - done: is told of it, or why there is none: ``HTTP2Refused`` where the server speaks HTTP/1.1 only.
  func dial(
    _ tls: TLSSource.Version, make: @escaping (HTTP2ConnectionSettings) -> HTTP2Connection,
    whenDone done: @escaping (Result<HTTP2Connection, any Error>) -> Void
  ) {
    let settings = HTTP2ConnectionSettings(
      authority: transport.configuration.server.authority, streamWindow: transport.receiveWindow)
    secureChannel(tls).assumeIsolated().flatMapThrowing { channel, agreed in
      guard agreed == NIOHTTP2SupportedALPNProtocols.first else {
        channel.close(promise: nil)
        throw HTTP2Refused()
      }
      let connection = make(settings)
      try channel.pipeline.syncOperations.addHandlers(
        NIOHTTP2Handler(mode: .client, connectionConfiguration: settings.connection), connection)
      // It can have ended with the last write of the handshake or the first of HTTP/2, and handlers that come later are not
      // told.
      guard connection.isUsable else { throw HandshakeHandler.closed }
      return connection
    }.whenComplete(done)
  }

  /// Gives up the connection under way; whoever waits for it is told.
  func cancel() { handshake?.fail(CancellationError()) }

  /// A connection after the TLS handshake, and the protocol that was agreed on.
  ///
  /// Whoever waits is told in the midst of reading, so that what follows the handshake is not lost.
  private func secureChannel(_ tls: TLSSource.Version) -> EventLoopFuture<(any Channel, String?)> {
    let handshake = eventLoop.makePromise(of: (any Channel, String?).self)
    self.handshake = handshake
    let channel = connect(tls, handshake)
    channel.cascadeFailure(to: handshake)
    let timer = eventLoop.scheduleTask(in: TimeAmount(transport.limits.connection)) {
      handshake.fail(KubernetesError.transport(TransportError(.tls, "no handshake in time")))
    }
    handshake.futureResult.assumeIsolated().whenComplete { result in
      timer.cancel()
      self.handshake = nil
      if case .failure = result { channel.whenSuccess { $0.close(promise: nil) } }
    }
    return handshake.futureResult
  }

  private func connect(
    _ tls: TLSSource.Version, _ handshake: EventLoopPromise<(any Channel, String?)>
  ) -> EventLoopFuture<any Channel> {
    let server = transport.configuration.server
    let name = transport.configuration.tls.serverName ?? server.host
    let context: NIOSSLContext
    do { context = try self.context(tls) } catch { return eventLoop.makeFailedFuture(error) }
    return ClientBootstrap(group: eventLoop)
      .connectTimeout(TimeAmount(transport.limits.connection))
      .channelInitializer { [transport, connections] channel in
        transport.prepare(channel, connections).flatMapThrowing {
          // An IP address is no name to ask for (RFC 6066, section 3); the certificate is compared with it all the same.
          let name = NetworkAddress(name) == nil ? name : nil
          try channel.pipeline.syncOperations.addHandlers(
            NIOSSLClientHandler(context: context, serverHostname: name), HandshakeHandler(handshake))
        }
      }
      .connect(host: server.host, port: server.port)
  }

  private func context(_ tls: TLSSource.Version) throws -> NIOSSLContext {
    if let prepared, prepared.number == tls.number { return prepared.context }
    var configuration = tls.configuration
    configuration.applicationProtocols = NIOHTTP2SupportedALPNProtocols
    let context = try NIOSSLContext(configuration: configuration)
    prepared = (tls.number, context)
    return context
  }
}

/// Tells how a TLS handshake ends, and goes.
private final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
  typealias InboundIn = NIOAny

  static let closed = KubernetesError.transport(
    TransportError(.closed, "the server closed the connection during the TLS handshake"))

  private let outcome: EventLoopPromise<(any Channel, String?)>

  init(_ outcome: EventLoopPromise<(any Channel, String?)>) { self.outcome = outcome }

  func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
    if case .handshakeCompleted(let agreed) = event as? TLSUserEvent {
      context.pipeline.syncOperations.removeHandler(context: context, promise: nil)
      outcome.succeed((context.channel, agreed))
    } else {
      context.fireUserInboundEventTriggered(event)
    }
  }

  func errorCaught(context: ChannelHandlerContext, error: any Error) {
    outcome.fail(error)
    context.close(promise: nil)
  }

  func channelInactive(context: ChannelHandlerContext) {
    outcome.fail(Self.closed)
    context.fireChannelInactive()
  }
}
