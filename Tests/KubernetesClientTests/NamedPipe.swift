import TestSupport

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// A pipe with a path, by whose end a test learns that whoever wrote to it is no more.
final class NamedPipe: Sendable {
  let path: String
  private let directory: TemporaryDirectory
  private let descriptor: Int32

  init() throws {
    directory = try TemporaryDirectory()
    path = "\(directory.path)/pipe"
    guard mkfifo(path, 0o600) == 0 else { throw TestSupportError(description: "cannot make \(path)") }
    descriptor = open(path, O_RDONLY | O_NONBLOCK)
  }

  deinit { close(descriptor) }

  /// What has been written; empty where nobody has the pipe open for writing, `nil` where somebody has and says nothing.
  func text() -> String? {
    var buffer = [UInt8](repeating: 0, count: 100)
    let count = read(descriptor, &buffer, buffer.count)
    return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
  }
}
