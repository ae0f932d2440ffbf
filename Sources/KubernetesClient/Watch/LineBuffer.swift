// From chunks of any size to lines: a watch sends one event a line, and chunks end where they like.

import NIOCore

/// Collects chunks and hands out complete lines; it holds one incomplete line at most, and that is bounded.
struct LineBuffer {
  /// How long a line may be, in bytes.
  let maximumLength: Int
  private var buffer = ByteBuffer()
  /// How many bytes of the buffer are known to hold no line feed, so that a long line is searched once.
  private var searched = 0

  init(maximumLength: Int) { self.maximumLength = maximumLength }

  /// Adds a chunk at the end.
  mutating func append(_ chunk: ByteBuffer) {
    guard buffer.readableBytes > 0 else {
      buffer = chunk
      return
    }
    buffer.discardReadBytes()
    buffer.writeImmutableBuffer(chunk)
  }

  /// The next complete line without its end; `nil` until another chunk completes one. Empty lines are left out.
  ///
  /// - Throws: ``KubernetesError/invalidResponse(_:)`` for a line over the limit, as soon as it is over it.
  mutating func nextLine() throws(KubernetesError) -> ByteBuffer? {
    while let length = lengthOfLine() {
      guard length <= maximumLength else { throw tooLong() }
      let line = buffer.readSlice(length: length)
      buffer.moveReaderIndex(forwardBy: 1)
      searched = 0
      if let line, !line.isBlank { return line }
    }
    guard buffer.readableBytes <= maximumLength else { throw tooLong() }
    return nil
  }

  /// Whether the last chunk ended in the middle of a line.
  var hasIncompleteLine: Bool { !buffer.isBlank }

  private mutating func lengthOfLine() -> Int? {
    let view = buffer.readableBytesView
    let start = view.startIndex
    if let end = view[(start + searched)...].firstIndex(of: UInt8(ascii: "\n")) { return end - start }
    searched = view.count
    return nil
  }

  private func tooLong() -> KubernetesError {
    .invalidResponse(
      InvalidResponse(
        code: 200, message: "a watch event is longer than \(maximumLength) bytes",
        excerpt: excerpt(of: buffer.readableBytesView)))
  }
}

extension ByteBuffer {
  fileprivate var isBlank: Bool {
    readableBytesView.allSatisfy { $0 == 0x20 || $0 == 0x0D || $0 == 0x0A || $0 == 0x09 }
  }
}
