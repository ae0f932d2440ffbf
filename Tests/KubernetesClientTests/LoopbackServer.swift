// TCP servers on the loopback interface that a test writes out, byte by byte where it wants to.

import NIOCore
import NIOPosix

typealias Connection = NIOAsyncChannel<ByteBuffer, ByteBuffer>

/// Runs a test with a server that does the given with each connection and then closes it.
func withServer<Result: Sendable>(
  _ serve:
    @escaping @Sendable (
      Connection, NIOAsyncChannelInboundStream<ByteBuffer>, NIOAsyncChannelOutboundWriter<ByteBuffer>
    ) async throws -> Void,
  _ test: @Sendable (_ port: Int) async throws -> Result
) async throws -> Result {
  let server = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
    .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
    .bind(host: "127.0.0.1", port: 0) { channel in
      channel.eventLoop.makeCompletedFuture { try Connection(wrappingChannelSynchronously: channel) }
    }
  let port = server.channel.localAddress?.port ?? 0
  return try await withThrowingTaskGroup(of: Void.self) { group in
    group.addTask {
      try await server.executeThenClose { connections in
        try await withThrowingDiscardingTaskGroup { group in
          for try await connection in connections {
            group.addTask {
              // A client that goes away ends the connection, not the test.
              try? await connection.executeThenClose { try await serve(connection, $0, $1) }
            }
          }
        }
      }
    }
    defer { group.cancelAll() }
    return try await test(port)
  }
}

/// Reads until the empty line that ends an HTTP head, and hands back everything read.
func readHead(_ iterator: inout NIOAsyncChannelInboundStream<ByteBuffer>.AsyncIterator) async throws -> String {
  var head = ""
  while !head.contains("\r\n\r\n"), let part = try await iterator.next() { head += String(buffer: part) }
  return head
}
