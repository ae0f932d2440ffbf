// What a transport is made of.

import CoreMetrics
import NIOCore
import NIOSSL

/// How one kind of requests reaches the server.
struct TransportSettings: Sendable {
  /// What goes over a transport.
  enum Traffic: String {
    /// Requests with one answer: it is wanted as a whole anyway, so that little holds the server back.
    case requests
    /// Watches: they hold their connection, over HTTP/1.1 each needs one of its own, and what nobody reads waits on the
    /// server.
    case watches
  }

  let configuration: ClientConfiguration
  /// The first TLS configuration; requests name those that follow.
  let tls: TLSConfiguration
  let limits: ClientLimits
  let traffic: Traffic
  let count: ConnectionCount
  /// The requests of all transports of the client.
  let underWay: RequestsUnderWay

  init(
    _ traffic: Traffic, _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits,
    underWay: RequestsUnderWay, metrics: any MetricsFactory
  ) {
    self.traffic = traffic
    self.underWay = underWay
    self.configuration = configuration
    self.tls = tls
    self.limits = limits
    count = ConnectionCount(traffic.rawValue, host: configuration.server.authority, factory: metrics)
  }

  /// How many connections there may be over HTTP/1.1.
  var connectionLimit: Int {
    switch traffic {
    case .requests: limits.requestConnections
    case .watches: limits.watchConnections
    }
  }

  /// How much of an answer the server may send over HTTP/2 before it was read, in bytes.
  var receiveWindow: Int {
    switch traffic {
    case .requests: 4 << 20
    case .watches: 256 << 10
    }
  }

  /// Makes the transport; it connects with the first request.
  func makeTransport(clock: some Clock<Duration>) -> any HTTPTransport {
    let connections = LiveConnections(clock: clock)
    guard configuration.server.usesTLS, configuration.proxy == nil else {
      return PooledTransport(self, connections: connections)
    }
    return NegotiatingTransport(self, connections: connections)
  }

  /// Sets up a new connection.
  func prepare(_ channel: any Channel, _ connections: LiveConnections) -> EventLoopFuture<Void> {
    count.add(channel)
    return DeadPeerDetection.enable(on: channel).flatMap { connections.add(channel) }.flatMapThrowing {
      guard traffic == .watches else { return }
      try channel.pipeline.syncOperations.addHandler(ReadPacing(underWay), position: .first)
    }
  }
}
