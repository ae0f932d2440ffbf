import JSONTree
import Subprocess
import TestSupport
import Testing

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

enum Busybox {
  /// `PODPATTERN_TEST_BUSYBOX`, or the `busybox` of this machine.
  static let path = Programs.find("busybox", variable: "PODPATTERN_TEST_BUSYBOX")

  /// A `PATH` as in a container of busybox: it leads to no other program.
  static func bin(in directory: TemporaryDirectory) throws -> String {
    let bin = "\(directory.path)/bin"
    mkdir(bin, 0o755)
    let programs = [
      "sh", "cat", "dirname", "kill", "mkdir", "mv", "readlink", "rm", "sed", "sha256sum", "sleep", "tail", "timeout",
      "wget",
    ]
    for name in programs { symlink(try #require(path), "\(bin)/\(name)") }
    return bin
  }
}

/// The log sidecar's command, to the letter, with the real busybox.
///
/// Skipped where there is no busybox (`apt-get install busybox`, or its path in `PODPATTERN_TEST_BUSYBOX`).
@Suite("Log stream in busybox", .enabled(if: Busybox.path != nil, "needs busybox: hack/test provides it"))
struct LogStreamTests {
  @Test("follows files that appear later and are rotated, and passes on the last line after SIGTERM")
  func follow() async throws {
    let directory = try TemporaryDirectory()
    let logs = try directory.makeDirectory("logs")
    let bin = try Busybox.bin(in: directory)
    let composed = try Composed(
      Manifest.app(patterns: "  - {name: logs, sidecar: {logStream: {directory: \(logs), files: [a.log, b.log]}}}"))
    let container = try composed.container("logs")
    let command = container.commandLine
    #expect(command.first == "sh")

    let result = try await run(
      .path(.init("\(bin)/sh")), arguments: Arguments(Array(command.dropFirst())),
      environment: .inherit.updating(["PATH": bin]), input: .none, output: .sequence, error: .discarded
    ) { execution in
      var lines: [String] = []
      try TemporaryDirectory.write("one\n", to: "\(logs)/a.log")
      for try await line in execution.standardOutput.strings() {
        lines.append(line)
        switch line {
        case "one":
          try TemporaryDirectory.write("two\n", to: "\(logs)/b.log")
        case "two":
          // Nothing of the old file is lost, also what the application still writes after the rename.
          try TemporaryDirectory.write("before\n", to: "\(logs)/a.log", appending: true)
          rename("\(logs)/a.log", "\(logs)/a.log.1")
          try TemporaryDirectory.write("after\n", to: "\(logs)/a.log.1", appending: true)
          try TemporaryDirectory.write("three\n", to: "\(logs)/a.log")
        case "three":
          // Truncated, as by logrotate's copytruncate.
          try TemporaryDirectory.write("4\n", to: "\(logs)/b.log")
        case "4":
          try execution.send(signal: .terminate)
          try TemporaryDirectory.write("last\n", to: "\(logs)/b.log", appending: true)
        default: break
        }
      }
      return lines
    }
    #expect(result.closureResult == ["one", "two", "before", "after", "three", "4", "last"])
    #expect(result.terminationStatus == .exited(0))
  }
}
