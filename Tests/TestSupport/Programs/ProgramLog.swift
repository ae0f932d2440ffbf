import Subprocess
import Synchronization

/// What a program has written; the last mebibyte of it.
public final class ProgramLog: Sendable {
  private static let capacity = 1 << 20

  private let bytes = Mutex<[UInt8]>([])

  func append(_ buffer: SubprocessOutputSequence.Buffer) {
    bytes.withLock { bytes in
      buffer.withUnsafeBytes { bytes.append(contentsOf: $0) }
      if bytes.count > 2 * Self.capacity { bytes.removeFirst(bytes.count - Self.capacity) }
    }
  }

  /// Everything that is kept.
  public var text: String { String(decoding: bytes.withLock { $0 }, as: UTF8.self) }

  /// The last lines, for an error message.
  public var tail: String { text.split(separator: "\n").suffix(10).joined(separator: "\n") }
}
