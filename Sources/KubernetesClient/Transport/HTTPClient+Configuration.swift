// The HTTP clients that a Kubernetes client is made of.

import AsyncHTTPClient
import NIOCore
import NIOSSL

extension HTTPClient {
  /// The client for requests with one answer.
  static func forRequests(_ configuration: ClientConfiguration, tls: TLSConfiguration) -> HTTPClient {
    HTTPClient(configuration: common(configuration, tls: tls))
  }

  /// The client for watches: they hold their connection, and over HTTP/1.1 each needs one of its own.
  static func forWatches(_ configuration: ClientConfiguration, tls: TLSConfiguration) -> HTTPClient {
    var settings = common(configuration, tls: tls)
    settings.connectionPool.concurrentHTTP1ConnectionsPerHostSoftLimit = 256
    return HTTPClient(configuration: settings)
  }

  /// No redirects, since the API has none and credentials must not follow one; no retries, since callers back off.
  private static func common(_ configuration: ClientConfiguration, tls: TLSConfiguration) -> Configuration {
    var settings = Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
    settings.httpVersion = .automatic
    settings.timeout = Configuration.Timeout(connect: .seconds(10))
    settings.connectionPool.retryConnectionEstablishment = false
    settings.decompression = configuration.allowsCompression ? .enabled(limit: .none) : .disabled
    settings.http1_1ConnectionDebugInitializer = DeadPeerDetection.enable
    settings.http2ConnectionDebugInitializer = DeadPeerDetection.enable
    if let serverName = configuration.tls.serverName, serverName != configuration.server.host {
      settings.dnsOverride = [serverName: configuration.server.host]
    }
    return settings
  }
}
