// The HTTP clients that a Kubernetes client is made of.

import AsyncHTTPClient
import NIOCore
import NIOSSL

extension HTTPClient {
  /// The client for requests with one answer.
  static func forRequests(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits, count: ConnectionCount
  ) -> HTTPClient {
    HTTPClient(configuration: common(configuration, tls: tls, connections: limits.requestConnections, count: count))
  }

  /// The client for watches: they hold their connection, and over HTTP/1.1 each needs one of its own.
  static func forWatches(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, limits: ClientLimits, count: ConnectionCount
  ) -> HTTPClient {
    HTTPClient(configuration: common(configuration, tls: tls, connections: limits.watchConnections, count: count))
  }

  /// No redirects, since the API has none and credentials must not follow one; no retries of connections, since callers
  /// back off.
  private static func common(
    _ configuration: ClientConfiguration, tls: TLSConfiguration, connections: Int, count: ConnectionCount
  ) -> Configuration {
    var settings = Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
    settings.httpVersion = .automatic
    settings.timeout = Configuration.Timeout(connect: .seconds(10))
    settings.connectionPool.retryConnectionEstablishment = false
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = connections
    settings.decompression = configuration.allowsCompression ? .enabled(limit: .none) : .disabled
    settings.proxy = configuration.proxy.map(Configuration.Proxy.init)
    let prepare: @Sendable (any Channel) -> EventLoopFuture<Void> = { channel in
      count.add(channel)
      return DeadPeerDetection.enable(on: channel)
    }
    settings.http1_1ConnectionDebugInitializer = prepare
    settings.http2ConnectionDebugInitializer = prepare
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
