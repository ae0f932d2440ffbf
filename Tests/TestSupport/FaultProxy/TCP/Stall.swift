import ControllerRuntime
import NIOCore

/// All bytes wait until the fault ends, and then arrive.
public struct Stall: ConnectionFault {
  private let isOver = Gate()

  /// The fault.
  public init() {}

  /// Waits for the end.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    try await isOver.wait()
    try await connection.forward(bytes, to: end)
  }

  /// Lets the bytes go.
  public func end() { isOver.open() }
}
