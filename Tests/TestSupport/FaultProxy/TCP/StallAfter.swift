import ControllerRuntime
import NIOCore
import Synchronization

/// Once so many bytes have gone to the client, all others wait until the fault ends: an answer that stops in the middle.
public final class StallAfter: ConnectionFault {
  private let left: Mutex<Int>
  private let isOver = Gate()

  /// The fault.
  ///
  /// - Parameter bytes: how many still arrive.
  public init(bytes: Int) { left = Mutex(bytes) }

  /// Counts, and waits when it is enough.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    if end == .client {
      let isEnough = left.withLock { left in
        left -= bytes.readableBytes
        return left < 0
      }
      if isEnough { try await isOver.wait() }
    }
    try await connection.forward(bytes, to: end)
  }

  /// Lets the bytes go.
  public func end() { isOver.open() }
}
