import AsyncHTTPClient
import NIOCore

/// AsyncHTTPClient and the connections that it has made: for servers without HTTP/2, and for all that are behind a proxy.
struct PooledTransport: HTTPTransport {
  let client: HTTPClient
  let connections: LiveConnections
  /// Scheme, host and port, with the name that the server's certificate has to be for.
  let origin: String
  /// The value of the `Host` header.
  let authority: String

  func open(_ request: HTTPRequest) async throws -> HTTPAnswer {
    try await request.timeLimit.enforce { try await execute(request) }
  }

  private func execute(_ request: HTTPRequest) async throws -> HTTPAnswer {
    do {
      let response = try await client.execute(httpClientRequest(request), deadline: .distantFuture, logger: nil)
      return HTTPAnswer(
        code: Int(response.status.code), headers: response.headers,
        body: PooledBody(response.body.makeAsyncIterator()))
    } catch {
      // AsyncHTTPClient says that a request was cancelled also where it met a connection which is just being closed.
      guard error as? HTTPClientError == .cancelled, !Task.isCancelled, !connections.areEnding else { throw error }
      throw KubernetesError.transport(TransportError(.closed, "the connection was closed before the request was sent"))
    }
  }

  private func httpClientRequest(_ request: HTTPRequest) -> HTTPClientRequest {
    var result = HTTPClientRequest(url: origin + request.target)
    result.method = request.method
    result.headers = request.headers
    result.headers.add(name: "host", value: authority)
    // The first configuration is the HTTP client's own; renewed ones lead to connections of their own.
    if request.tls.number > 0 { result.tlsConfiguration = request.tls.configuration }
    result.body = request.body.map { bytes in
      guard let isPermitted = request.isPermitted else { return .bytes(bytes) }
      return .stream(GuardedBody(bytes: bytes, isPermitted: isPermitted), length: .known(Int64(bytes.readableBytes)))
    }
    return result
  }

  func shutdown() async throws {
    connections.end()
    do {
      try await client.shutdown()
    } catch let error as HTTPClientError {
      guard error == .alreadyShutdown else { throw error }
    }
  }

  func close() {
    connections.end()
    client.shutdown { _ in }
  }

  func closeSilentConnections(for duration: Duration) { connections.closeSilent(for: duration) }
}
