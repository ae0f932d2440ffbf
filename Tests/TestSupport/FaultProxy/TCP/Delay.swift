import NIOCore

/// Every chunk takes some time more.
public struct Delay: ConnectionFault {
  private let time: Duration

  /// The fault.
  public init(_ time: Duration) { self.time = time }

  /// Waits, then passes the bytes on.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    try await ContinuousClock().sleep(for: time)
    try await connection.forward(bytes, to: end)
  }
}
