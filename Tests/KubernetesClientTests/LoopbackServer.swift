// TCP servers on the loopback interface that a test writes out, byte by byte where it wants to.

import NIOCore
import TestSupport

typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// Runs a test with a server that does the given with each connection and then closes it.
func withServer<Result: Sendable>(
  _ serve:
    @escaping @Sendable (
      Connection, NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Void,
  _ test: @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
  let listener = try await LoopbackListener()
  return try await listener.serve { (connection: Connection) in
    // A client that goes away ends the connection, not the test.
    try? await connection.executeThenClose { try await serve(connection, $0, $1) }
  } while: {
    try await test(listener.port)
  }
}

/// Reads until the empty line that ends an HTTP head, and hands back everything read.
func readHead(_ iterator: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> String {
  var head = ""
  while !head.contains("\r\n\r\n"), let part = try await iterator.next() { head += String(buffer: part) }
  return head
}
