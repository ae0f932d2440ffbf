import NIOCore
import NIOPosix

/// A TCP server on a free port of 127.0.0.1, for as long as a test needs it.
///
/// A connection becomes an asynchronous channel only when it is served: one that was accepted and is never served, as at
/// the end of a test, would trap as such a channel.
public struct LoopbackListener: Sendable {
  private let listener: NIOAsyncChannel<any Channel, Never>

  /// Listens.
  ///
  /// - Parameter configure: what to put into the pipeline of each connection.
  public init(configure: @escaping @Sendable (any Channel) throws -> Void = { _ in }) async throws {
    listener = try await ServerBootstrap(group: .singletonMultiThreadedEventLoopGroup)
      .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
      .childChannelOption(.autoRead, value: false)
      .bind(host: "127.0.0.1", port: 0) { channel in
        channel.eventLoop.makeCompletedFuture {
          try configure(channel)
          return channel
        }
      }
  }

  /// Where it listens.
  public var port: Int { listener.channel.localAddress?.port ?? 0 }

  /// Serves connections while the body runs, and then stops listening.
  ///
  /// - Parameters:
  ///   - serve: looks after one connection; calls its `executeThenClose` before anything else.
  ///   - body: what to run.
  public func serve<Inbound: Sendable, Outbound: Sendable, Result: Sendable>(
    _ serve: @escaping @Sendable (NIOAsyncChannel<Inbound, Outbound>) async -> Void,
    while body: () async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        try await listener.executeThenClose { channels in
          try await withThrowingDiscardingTaskGroup { connections in
            for try await channel in channels { connections.addTask { await Self.take(channel, serve) } }
          }
        }
      }
      defer { group.cancelAll() }
      return try await body()
    }
  }

  private static func take<Inbound: Sendable, Outbound: Sendable>(
    _ channel: any Channel, _ serve: @Sendable (NIOAsyncChannel<Inbound, Outbound>) async -> Void
  ) async {
    let connection = try? await channel.eventLoop.submit {
      try NIOAsyncChannel<Inbound, Outbound>(wrappingChannelSynchronously: channel)
    }.get()
    guard let connection else { return }
    // Where this fails the connection has gone, which whoever serves it finds out.
    channel.setOption(.autoRead, value: true).whenFailure { _ in }
    await serve(connection)
  }
}
