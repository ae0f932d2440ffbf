// Answers that the server compressed.

import CZlib
import NIOCore

extension CollectedBody {
  /// What a body by gzip (RFC 1952) says.
  ///
  /// - Throws: ``KubernetesError`` where it is none, ends too early, or says more than the body may be long.
  func decompressed() throws(KubernetesError) -> ByteBuffer {
    let result = bytes.withUnsafeReadableBytes { compressed in
      Result { () throws(KubernetesError) in try inflated(compressed) }
    }
    return try result.get()
  }

  private func inflated(_ compressed: UnsafeRawBufferPointer) throws(KubernetesError) -> ByteBuffer {
    var stream = z_stream()
    // Windows of up to 2^15 bytes, and 16 for gzip's own head and checksum (zlib.h, inflateInit2).
    guard
      inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .transport(TransportError(.closed, "no memory to decompress the answer")) }
    defer { inflateEnd(&stream) }
    stream.next_in = UnsafeMutablePointer(mutating: compressed.baseAddress?.assumingMemoryBound(to: UInt8.self))
    stream.avail_in = UInt32(compressed.count)
    var result = CollectedBody(code: code, limit: limit)
    while true {
      var part = ByteBufferAllocator().buffer(capacity: 64 << 10)
      let outcome = part.inflate(&stream)
      try result.append(part)
      if outcome == Z_STREAM_END { return result.bytes }
      guard outcome == Z_OK, part.readableBytes > 0 else {
        throw .transport(TransportError(.closed, "the answer's compression is broken or ends too early"))
      }
    }
  }
}

extension ByteBuffer {
  /// Writes what comes next of a compressed stream.
  fileprivate mutating func inflate(_ stream: inout z_stream) -> Int32 {
    var outcome = Z_OK
    writeWithUnsafeMutableBytes(minimumWritableBytes: 64 << 10) { room in
      stream.next_out = room.baseAddress?.assumingMemoryBound(to: UInt8.self)
      stream.avail_out = UInt32(room.count)
      outcome = CZlib.inflate(&stream, Z_NO_FLUSH)
      return room.count - Int(stream.avail_out)
    }
    return outcome
  }
}
