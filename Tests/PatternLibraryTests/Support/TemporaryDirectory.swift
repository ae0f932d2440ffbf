// Files for the programs that tests run.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

struct FileError: Error, CustomStringConvertible {
  let description: String
}

/// A directory that goes when the last reference to it does.
final class TemporaryDirectory: Sendable {
  let path: String

  init() throws {
    var template = Array("/tmp/podpattern-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw FileError(description: "cannot make a temporary directory") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Makes a directory inside.
  func makeDirectory(_ name: String) throws -> String {
    guard mkdir("\(path)/\(name)", 0o700) == 0 else { throw FileError(description: "cannot make \(name)") }
    return "\(path)/\(name)"
  }

  static func write(_ text: String, to path: String, appending: Bool = false) throws {
    guard let file = fopen(path, appending ? "a" : "w") else { throw FileError(description: "cannot write \(path)") }
    defer { fclose(file) }
    fputs(text, file)
  }

  /// The text of a file; empty where there is none.
  static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  private static func remove(_ path: String) {
    guard let directory = opendir(path) else {
      unlink(path)
      return
    }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { remove("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
  }
}
