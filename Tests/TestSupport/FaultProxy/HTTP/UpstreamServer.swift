import AsyncHTTPClient
import KubernetesClient
import NIOCore
import NIOHTTP1
import NIOSSL
import Synchronization

/// The real API server behind the proxy.
public final class UpstreamServer: Sendable {
  private let client: HTTPClient
  private let address: ServerAddress
  private let compressed = Mutex(0)

  private init(client: HTTPClient, address: ServerAddress) {
    self.client = client
    self.address = address
  }

  static func with<Result: Sendable>(
    _ configuration: ClientConfiguration, _ body: (UpstreamServer) async throws -> Result
  ) async throws -> Result {
    var tls = TLSConfiguration.makeClientConfiguration()
    if case .inline(let authorities) = configuration.tls.certificateAuthorities {
      tls.trustRoots = .certificates(try NIOSSLCertificate.fromPEMBytes(Array(authorities.value.utf8)))
    }
    var settings = HTTPClient.Configuration(tlsConfiguration: tls, redirectConfiguration: .disallow)
    settings.decompression = .disabled
    let client = HTTPClient(configuration: settings)
    let result = await Swift.Result {
      try await body(UpstreamServer(client: client, address: configuration.server))
    }
    try await client.shutdown()
    return try result.get()
  }

  var compressedAnswers: Int { compressed.withLock { $0 } }

  /// Asks the server; what it answers comes as it is, compressed or not.
  func send(_ request: ProxiedRequest) async throws -> HTTPClientResponse {
    var upstream = HTTPClientRequest(url: "\(address)\(request.head.uri)")
    upstream.method = request.head.method
    upstream.headers = request.head.headers
    for name in ["Host", "Connection", "Content-Length", "Transfer-Encoding"] { upstream.headers.remove(name: name) }
    if request.body.readableBytes > 0 { upstream.body = .bytes(request.body) }
    let response = try await client.execute(upstream, deadline: .distantFuture)
    if response.headers.contains(name: "Content-Encoding") { compressed.withLock { $0 += 1 } }
    return response
  }
}
