// Files for the programs that tests run.

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// What could not be done with a file or a port.
public struct TestSupportError: Error, CustomStringConvertible {
  /// What it was.
  public let description: String
  /// An error with its text.
  public init(description: String) { self.description = description }
}

/// A directory that goes when the last reference to it does.
public final class TemporaryDirectory: Sendable {
  /// Where it is.
  public let path: String

  /// Makes a new, empty directory.
  public init() throws {
    let parent = Programs.environment("TMPDIR").flatMap { $0.isEmpty ? nil : $0 } ?? "/tmp"
    var template = Array("\(parent)/podpattern-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw TestSupportError(description: "cannot make a temporary directory") }
    path = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  deinit { Self.remove(path) }

  /// Makes a directory inside.
  public func makeDirectory(_ name: String) throws -> String {
    guard mkdir("\(path)/\(name)", 0o700) == 0 else { throw TestSupportError(description: "cannot make \(name)") }
    return "\(path)/\(name)"
  }

  /// Writes a text to a file, or adds it at the end.
  public static func write(_ text: String, to path: String, appending: Bool = false) throws {
    guard let file = fopen(path, appending ? "a" : "w") else {
      throw TestSupportError(description: "cannot write \(path)")
    }
    defer { fclose(file) }
    fputs(text, file)
  }

  /// The text of a file; empty where there is none.
  public static func read(_ path: String) -> String {
    guard let file = fopen(path, "r") else { return "" }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = fread(&buffer, 1, buffer.count, file), count > 0 { bytes += buffer[..<count] }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Removes a file, or a directory with all that is in it.
  public static func remove(_ path: String) {
    // A link goes, not what it leads to.
    if unlink(path) == 0 { return }
    guard let directory = opendir(path) else { return }
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != "." && name != ".." { remove("\(path)/\(name)") }
    }
    closedir(directory)
    rmdir(path)
  }
}
