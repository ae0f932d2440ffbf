import NIOCore

/// What happens to connections, and to the bytes on them.
public protocol ConnectionFault: Sendable {
  /// A connection that is there when the fault begins, or comes while it lasts.
  func begin(on connection: ProxiedConnection) async
  /// Bytes on their way to one end.
  func carry(_ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection) async throws
  /// The fault is over.
  func end()
}

extension ConnectionFault {
  /// Nothing.
  public func begin(on connection: ProxiedConnection) async {}
  /// They arrive.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    try await connection.forward(bytes, to: end)
  }
  /// Nothing.
  public func end() {}
}

/// Nothing happens.
public struct PassThrough: ConnectionFault {
  /// No fault.
  public init() {}
}
