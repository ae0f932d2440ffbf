import NIOCore
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A client's connection and the one to the server that belongs to it.
public final class ProxiedConnection: Sendable {
  /// Where bytes go.
  public enum End: Sendable, Hashable {
    /// To the client.
    case client
    /// To the API server.
    case server
  }

  struct Side: Sendable {
    let channel: any Channel
    let writer: NIOAsyncChannelOutboundWriter<ByteBuffer>
  }

  private let client: Side
  private let server: Side
  private let deaf = Mutex<Set<End>>([])

  init(client: Side, server: Side) {
    self.client = client
    self.server = server
  }

  /// Passes bytes on, unless bytes were lost on that way before.
  public func forward(_ bytes: ByteBuffer, to end: End) async throws {
    guard !deaf.withLock({ $0.contains(end) }) else { return }
    try await side(end).writer.write(bytes)
  }

  /// Nothing arrives at that end any more, and nobody is told.
  public func lose(to end: End) { deaf.withLock { _ = $0.insert(end) } }

  /// Closes both sides in order (FIN).
  public func close() async {
    try? await client.channel.close()
    try? await server.channel.close()
  }

  /// Breaks the client's side off (RST), and closes the server's.
  public func reset() async {
    let abort = linger(l_onoff: 1, l_linger: 0)
    try? await (client.channel as? any SocketOptionProvider)?.setSoLinger(abort).get()
    await close()
  }

  private func side(_ end: End) -> Side { end == .client ? client : server }
}
