import NIOCore
import Synchronization

/// One connection is closed once so many bytes have gone to the client over it: in the middle of an answer.
public final class CutAfter: ConnectionFault {
  private let left: Mutex<Int>
  private let cut = Mutex(false)

  /// Whether it has closed a connection.
  public var hasCut: Bool { cut.withLock { $0 } }

  /// The fault.
  ///
  /// - Parameter bytes: how many still arrive.
  public init(bytes: Int) { left = Mutex(bytes) }

  /// Counts, and cuts when it is enough.
  public func carry(
    _ bytes: ByteBuffer, to end: ProxiedConnection.End, of connection: ProxiedConnection
  ) async throws {
    try await connection.forward(bytes, to: end)
    guard end == .client else { return }
    let isEnough = left.withLock { left in
      defer { left -= bytes.readableBytes }
      return left > 0 && left <= bytes.readableBytes
    }
    guard isEnough else { return }
    cut.withLock { $0 = true }
    await connection.close()
  }
}
