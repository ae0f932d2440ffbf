// The HTTP clients that a Kubernetes client is made of.

import AsyncHTTPClient
import NIOCore
import NIOSSL

extension PooledTransport {
  /// The client for requests with one answer.
  static func forRequests(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits, clock: some Clock<Duration>,
    count: ConnectionCount
  ) -> PooledTransport {
    make(configuration, tls: tls, limits: limits, connections: limits.requestConnections, clock: clock, count: count)
  }

  /// The client for watches: they hold their connection, and over HTTP/1.1 each needs one of its own.
  static func forWatches(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits, clock: some Clock<Duration>,
    count: ConnectionCount
  ) -> PooledTransport {
    make(configuration, tls: tls, limits: limits, connections: limits.watchConnections, clock: clock, count: count)
  }

  private static func make(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits, connections limit: Int,
    clock: some Clock<Duration>, count: ConnectionCount
  ) -> PooledTransport {
    let connections = LiveConnections(clock: clock)
    var settings = common(configuration, tls: tls, timeout: limits.connection, limit: limit)
    let prepare: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
      count.add(channel)
      return DeadPeerDetection.enable(on: channel).flatMap { connections.add(channel) }
    }
    settings.http1_1ConnectionDebugInitializer = prepare
    settings.http2ConnectionDebugInitializer = prepare
    return PooledTransport(client: HTTPClient(configuration: settings), connections: connections)
  }

  /// No redirects, since the API has none and credentials must not follow one; no retries of connections, since callers
  /// back off.
  private static func common(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, timeout: Duration, limit: Int
  ) -> HTTPClient.Configuration {
    var settings = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
    settings.httpVersion = .automatic
    settings.timeout = HTTPClient.Configuration.Timeout(connect: TimeAmount(timeout))
    settings.connectionPool.retryConnectionEstablishment = false
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = limit
    settings.decompression = configuration.allowsCompression ? .enabled(limit: .none) : .disabled
    settings.proxy = configuration.proxy.map(HTTPClient.Configuration.Proxy.init)
    if let serverName = configuration.tls.serverName, serverName != configuration.server.host {
      settings.dnsOverride = [serverName: configuration.server.host]
    }
    return settings
  }
}

extension HTTPClient.Configuration.Proxy {
  fileprivate init(_ proxy: ProxyAddress) {
    switch proxy.kind {
    case .http:
      let authorization = proxy.user.map {
        HTTPClient.Authorization.basic(username: $0, password: proxy.password?.value ?? "")
      }
      self = .server(host: proxy.host, port: proxy.port, authorization: authorization)
    case .socks5: self = .socksServer(host: proxy.host, port: proxy.port)
    }
  }
}
