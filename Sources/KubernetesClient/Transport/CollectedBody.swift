import NIOCore

/// What has arrived of a body that is wanted as a whole.
struct CollectedBody {
  private(set) var bytes = ByteBuffer()
  let code: Int
  let limit: Int

  /// - Parameter limit: how long the body may be, in bytes.
  init(code: Int, limit: Int) {
    self.code = code
    self.limit = limit
  }

  /// Adds a part.
  ///
  /// - Throws: ``KubernetesError/invalidResponse(_:)`` where the body is longer than the limit.
  mutating func append(_ part: ByteBuffer) throws(KubernetesError) {
    guard bytes.readableBytes + part.readableBytes <= limit else {
      throw .invalidResponse(
        InvalidResponse(
          code: code, message: "the body is longer than \(limit) bytes", excerpt: excerpt(of: bytes.readableBytesView)))
    }
    if bytes.readableBytes == 0 { bytes = part } else { bytes.writeImmutableBuffer(part) }
  }
}
