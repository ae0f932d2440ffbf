import KubernetesClient
import NIOCore
import NIOPosix
import Synchronization

/// A TCP proxy on the loopback interface that carries bytes between a client and the real API server, and does harm to
/// them on demand. It neither reads nor changes them: TLS and HTTP/2 go through.
///
/// - Expected flow: ``with(_:_:)``; give the client ``configuration(of:)``; ``begin(_:)`` a fault, ``end()`` it.
/// - Guarantees: a fault works on the connections that are there and on those that come while it lasts.
/// - Caveats: a connection that has lost bytes stays dead when the fault ends, as it would be in reality.
public final class FaultProxy: Sendable {
  private struct State {
    var fault: any ConnectionFault = PassThrough()
    var nextID = 0
    var open: [Int: ProxiedConnection] = [:]
  }

  /// Where it listens, on 127.0.0.1.
  public let port: Int
  private let upstream: ServerAddress
  private let state = Mutex(State())

  private init(port: Int, upstream: ServerAddress) {
    self.port = port
    self.upstream = upstream
  }

  /// Runs a proxy to a server while the body runs.
  public static func with<Result: Sendable>(
    _ upstream: ServerAddress, _ body: @escaping @Sendable (FaultProxy) async throws -> Result
  ) async throws -> Result {
    let listener = try await LoopbackListener()
    let proxy = FaultProxy(port: listener.port, upstream: upstream)
    return try await listener.serve(proxy.serve, while: { try await body(proxy) })
  }

  /// The configuration of a client of that server, led through this proxy.
  public func configuration(of original: ClientConfiguration) throws -> ClientConfiguration {
    var configuration = original
    configuration.server = try ServerAddress("https://127.0.0.1:\(port)\(original.server.basePath)")
    return configuration
  }

  /// How many connections there have been so far.
  public var connectionCount: Int { state.withLock { $0.nextID } }

  /// How many connections are open.
  public var openConnectionCount: Int { state.withLock { $0.open.count } }

  /// From now on this happens.
  public func begin(_ fault: any ConnectionFault) async {
    let open = state.withLock { state in
      state.fault = fault
      return state.open.values
    }
    for connection in open { await fault.begin(on: connection) }
  }

  /// From now on all is well.
  public func end() async {
    let fault = state.withLock { $0.fault }
    await begin(PassThrough())
    fault.end()
  }

  private func serve(_ client: NIOAsyncChannel<ByteBuffer, ByteBuffer>) async {
    // A connection that fails is what this proxy is for.
    try? await client.executeThenClose { fromClient, toClient in
      let server = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
        .channelOption(.socketOption(.tcp_nodelay), value: 1)
        .connect(host: upstream.host, port: upstream.port) { channel in
          channel.eventLoop.makeCompletedFuture {
            try NIOAsyncChannel<ByteBuffer, ByteBuffer>(wrappingChannelSynchronously: channel)
          }
        }
      try await server.executeThenClose { fromServer, toServer in
        let connection = ProxiedConnection(
          client: .init(channel: client.channel, writer: toClient),
          server: .init(channel: server.channel, writer: toServer))
        let (id, fault) = add(connection)
        defer { remove(id) }
        await fault.begin(on: connection)
        await withTaskGroup(of: Void.self) { group in
          group.addTask { try? await self.carry(fromClient, to: .server, of: connection) }
          group.addTask { try? await self.carry(fromServer, to: .client, of: connection) }
          // Whoever closes one side means both.
          await group.next()
          group.cancelAll()
        }
      }
    }
  }

  private func carry(
    _ bytes: NIOAsyncChannelInboundStream<ByteBuffer>, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    for try await chunk in bytes {
      let fault = state.withLock { $0.fault }
      try await fault.carry(chunk, to: end, of: connection)
    }
  }

  private func add(_ connection: ProxiedConnection) -> (Int, any ConnectionFault) {
    state.withLock { state in
      state.nextID += 1
      state.open[state.nextID] = connection
      return (state.nextID, state.fault)
    }
  }

  private func remove(_ id: Int) { state.withLock { _ = $0.open.removeValue(forKey: id) } }
}
