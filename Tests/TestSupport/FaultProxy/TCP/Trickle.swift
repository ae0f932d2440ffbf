import NIOCore
import Synchronization

/// Bytes arrive one by one, each in a packet of its own; after so many of them, which cost time, as they come.
public final class Trickle: ConnectionFault {
  private let left: Mutex<Int>

  /// The fault.
  ///
  /// - Parameter bytes: how many arrive one by one.
  public init(bytes: Int) { left = Mutex(bytes) }

  /// Passes them on one by one.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    var rest = bytes
    while left.withLock({ $0 > 0 }), let byte = rest.readSlice(length: 1) {
      left.withLock { $0 -= 1 }
      try await connection.forward(byte, to: end)
    }
    if rest.readableBytes > 0 { try await connection.forward(rest, to: end) }
  }
}
