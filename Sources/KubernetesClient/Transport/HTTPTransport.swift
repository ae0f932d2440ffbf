// The seam between the client and the network.

import NIOCore

/// Takes requests to the server and brings back its answers.
///
/// Cancelling the task ends the request.
protocol HTTPTransport: Sendable {
  /// Sends a request and hands back the answer's head; the body follows as it is read.
  func open(_ request: HTTPRequest) async throws -> HTTPAnswer
  /// Sends a request and hands back the whole answer.
  ///
  /// - Parameter limit: how long its body may be, in bytes, after decompression.
  func answer(to request: HTTPRequest, upTo limit: Int) async throws -> APIResponse
  func shutdown() async throws
  /// Begins to shut down; does nothing where that has begun already.
  func close()
  /// Closes the connections on which no byte has arrived for so long, after something was waited for in vain.
  func closeSilentConnections(for duration: Duration)
}

extension HTTPTransport {
  func answer(to request: HTTPRequest, upTo limit: Int) async throws -> APIResponse {
    var request = request
    let timeLimit = request.timeLimit.take()
    return try await timeLimit.enforce { [request] in try await open(request).collected(upTo: limit) }
  }
}
