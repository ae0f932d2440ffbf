// The seam between the client and the network.

import AsyncHTTPClient
import NIOCore

/// Sends a request and hands back the answer's head; the body follows as it is read.
///
/// Cancelling the task ends the request.
protocol HTTPTransport: Sendable {
  func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse
  func shutdown() async throws
  /// Begins to shut down; does nothing where that has begun already.
  func close()
  /// Closes the connections on which no byte has arrived for so long, after something was waited for in vain.
  func closeSilentConnections(for duration: Duration)
}

/// An HTTP client and the connections that it has made.
struct PooledTransport: HTTPTransport {
  let client: HTTPClient
  let connections: LiveConnections

  /// The time limits are the caller's: ``withTimeLimit(_:clock:error:_:)`` covers the body too; a deadline here would not.
  func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
    do {
      return try await client.execute(request, deadline: .distantFuture, logger: nil)
    } catch {
      // AsyncHTTPClient says that a request was cancelled also where it met a connection which is just being closed.
      guard error as? HTTPClientError == .cancelled, !Task.isCancelled, !connections.areEnding else { throw error }
      throw KubernetesError.transport(TransportError(.closed, "the connection was closed before the request was sent"))
    }
  }

  func shutdown() async throws {
    connections.end()
    try await client.shutdown()
  }

  func close() {
    connections.end()
    client.shutdown { _ in }
  }

  func closeSilentConnections(for duration: Duration) { connections.closeSilent(for: duration) }
}
