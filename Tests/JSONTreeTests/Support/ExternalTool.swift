// Other readers of YAML, to compare with; tests that need one are skipped where it is not installed.

import FoundationEssentials
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum ExternalTool {
  static let hasPyYAML = status(of: "python3 -c 'import yaml'") == 0
  static let hasKubectl = status(of: "kubectl version --client") == 0

  /// What a shell command prints when it reads the given text.
  static func output(of command: String, input: String) throws -> [UInt8] {
    let file = FileManager.default.temporaryDirectory.appending(path: "yaml-\(UUID().uuidString)")
    try Data(input.utf8).write(to: file)
    defer { try? FileManager.default.removeItem(at: file) }
    let pipe = try #require(popen("\(command) < '\(file.path)'", "r"))
    var output: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = fread(&buffer, 1, buffer.count, pipe)
      guard count > 0 else { break }
      output.append(contentsOf: buffer[..<count])
    }
    try #require(pclose(pipe) == 0, "\(command) failed")
    return output
  }

  private static func status(of command: String) -> Int32 {
    guard let pipe = popen("\(command) >/dev/null 2>&1", "r") else { return -1 }
    return pclose(pipe)
  }
}
