import Synchronization

/// HTTP/2 where the server speaks it, else HTTP/1.1: what they agree on with the first connection.
final class NegotiatingTransport: HTTPTransport {
  private let http2: HTTP2Transport
  private let http1: PooledTransport
  /// Those of both.
  private let connections: LiveConnections
  private let hasNoHTTP2 = Atomic(false)

  init(_ settings: TransportSettings, connections: LiveConnections) {
    http2 = HTTP2Transport(settings, connections: connections)
    http1 = PooledTransport(settings, connections: connections)
    self.connections = connections
  }

  /// Whether requests go over HTTP/2, as far as is known.
  var isHTTP2: Bool { !hasNoHTTP2.load(ordering: .relaxed) }

  func open(_ request: HTTPRequest) async throws -> HTTPAnswer {
    try await overTheAgreed { try await $0.open(request) }
  }

  func answer(to request: HTTPRequest, upTo limit: Int) async throws -> APIResponse {
    try await overTheAgreed { try await $0.answer(to: request, upTo: limit) }
  }

  private func overTheAgreed<Answer>(_ send: (any HTTPTransport) async throws -> Answer) async throws -> Answer {
    guard isHTTP2 else { return try await send(http1) }
    do {
      return try await send(http2)
    } catch is HTTP2Refused {
      hasNoHTTP2.store(true, ordering: .relaxed)
      return try await send(http1)
    }
  }

  func shutdown() async throws {
    try await http2.shutdown()
    try await http1.shutdown()
  }

  func close() {
    http2.close()
    http1.close()
  }

  func closeSilentConnections(for duration: Duration) { connections.closeSilent(for: duration) }
}

/// The server does not speak HTTP/2; nothing was sent.
struct HTTP2Refused: Error {}
