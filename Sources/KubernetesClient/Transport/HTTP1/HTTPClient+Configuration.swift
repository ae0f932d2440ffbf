// How AsyncHTTPClient is set up.

import AsyncHTTPClient
import NIOCore
import NIOSSL

extension PooledTransport {
  /// A transport with connections of its own.
  init(_ settings: TransportSettings, connections: LiveConnections) {
    let server = settings.configuration.server
    client = HTTPClient(configuration: .init(settings, connections))
    self.connections = connections
    origin = server.origin(host: settings.configuration.tls.serverName ?? server.host)
    authority = server.authority
  }
}

extension HTTPClient.Configuration {
  /// No redirects, since the API has none and credentials must not follow one; no retries of connections, since callers
  /// back off.
  fileprivate init(_ settings: TransportSettings, _ connections: LiveConnections) {
    self.init(tlsConfiguration: settings.tls, redirectConfiguration: .disallow)
    let configuration = settings.configuration
    httpVersion = .automatic
    timeout = HTTPClient.Configuration.Timeout(connect: TimeAmount(settings.limits.connection))
    connectionPool.retryConnectionEstablishment = false
    connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = settings.connectionLimit
    decompression = configuration.allowsCompression ? .enabled(limit: .none) : .disabled
    proxy = configuration.proxy.map(HTTPClient.Configuration.Proxy.init)
    if let serverName = configuration.tls.serverName, serverName != configuration.server.host {
      dnsOverride = [serverName: configuration.server.host]
    }
    http1_1ConnectionDebugInitializer = { settings.prepare($0, connections) }
    http2ConnectionDebugInitializer = { settings.prepare($0, connections) }
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
