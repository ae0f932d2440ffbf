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
}

extension HTTPClient: HTTPTransport {
  /// The time limits are the caller's: ``withTimeLimit(_:clock:error:_:)`` covers the body too; a deadline here would not.
  func execute(_ request: HTTPClientRequest) async throws -> HTTPClientResponse {
    try await execute(request, deadline: .distantFuture, logger: nil)
  }

  func close() {
    shutdown { _ in }
  }
}
