import NIOCore

/// A body, part by part.
///
/// It has one reader, which asks for the next part when it has got the last one. A body that goes ends its request.
protocol HTTPBody: Sendable {
  /// The next part; `nil` at the end. Cancelling the task ends the request, and so does the limit.
  func next(within limit: TimeLimit?) async throws -> ByteBuffer?
}

extension HTTPBody {
  /// The next part, however long it takes; `nil` at the end.
  func next() async throws -> ByteBuffer? { try await next(within: nil) }
}
