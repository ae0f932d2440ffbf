// The body of a write, which is handed over only while the client may write.

import NIOCore

/// A body that asks for the permission again at the moment when the connection takes it.
///
/// Between the decision to write and the bytes on the wire a request may wait for a connection, and the process may be
/// stopped and thawed; a leader can have lost its lease meanwhile. A body that ends in an error never reaches the
/// server whole, so the server does nothing.
struct GuardedBody: AsyncSequence, Sendable {
  typealias Element = ByteBuffer

  let bytes: ByteBuffer
  let isPermitted: @Sendable () -> Bool

  func makeAsyncIterator() -> Iterator { Iterator(body: self) }

  struct Iterator: AsyncIteratorProtocol {
    private var body: GuardedBody?

    init(body: GuardedBody) { self.body = body }

    mutating func next() async throws -> ByteBuffer? {
      guard let body else { return nil }
      guard body.isPermitted() else { throw KubernetesError.writeNotPermitted }
      self.body = nil
      return body.bytes
    }
  }
}
