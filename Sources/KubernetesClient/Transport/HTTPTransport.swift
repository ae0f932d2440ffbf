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
    try await client.execute(request, deadline: .distantFuture, logger: nil)
  }

  func shutdown() async throws { try await client.shutdown() }

  func close() { client.shutdown { _ in } }

  func closeSilentConnections(for duration: Duration) { connections.closeSilent(for: duration) }
}
