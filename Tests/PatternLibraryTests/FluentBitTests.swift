import JSONTree
import Subprocess
import TestSupport
import Testing

enum FluentBit {
  /// `PODPATTERN_TEST_FLUENT_BIT`, or the `fluent-bit` of this machine.
  static let path = Programs.find("fluent-bit", variable: "PODPATTERN_TEST_FLUENT_BIT")
}

/// The generated configuration in the real Fluent Bit, with a server that takes what it sends.
///
/// Fluent Bit is neither in Debian 12 nor on PyPI: these tests run where one is on the `PATH`, or named in
/// `PODPATTERN_TEST_FLUENT_BIT` (a build of version 5.1, or the program of the image).
@Suite(
  "Fluent Bit", .timeLimit(.minutes(10)),
  .enabled(
    if: FluentBit.path != nil && PythonProgram.interpreter != nil,
    "needs Fluent Bit 5.1, which Debian does not have: its path in PODPATTERN_TEST_FLUENT_BIT"))
struct FluentBitTests {
  @Test(
    "lines arrive with where they are from, and with the credentials",
    arguments: [
      ("http: {host: localhost, port: PORT, path: /in, tokenSecret: t}", "/in", "Bearer secret ${HOME}"),
      ("loki: {host: localhost, port: PORT, tokenSecret: t}", "/loki/api/v1/push", "Bearer secret ${HOME}"),
      ("elasticsearch: {host: localhost, port: PORT, tokenSecret: t}", "/_bulk", "ApiKey secret ${HOME}"),
    ])
  func arrives(destination: String, path: String, authorization: String) async throws {
    try await withLogs(destination) { logs, port in
      try await logs.duringCollector(on: port) {
        try logs.write("one\n")
        try await logs.duringFluentBit {
          try await eventually("the first line arrives") { logs.bodies.contains("one") ? true : nil }
          try logs.rotate()
          try logs.write("two\n")
          try await eventually("the line after the rotation arrives") { logs.bodies.contains("two") ? true : nil }
        }
      }
      let request = try #require(logs.requests.first)
      #expect(request["path"]?.string?.hasPrefix(path) == true)
      #expect(request["authorization"]?.string == authorization)
      for text in ["shop-1", "test", "web", "app.log"] { #expect(logs.bodies.contains(text), "\(text)") }
    }
  }

  @Test("what was written while the server was away, or the container, arrives once")
  func outage() async throws {
    try await withLogs("http: {host: localhost, port: PORT}") { logs, port in
      try logs.write("one\n")
      try await logs.duringFluentBit {
        try await eventually("the line is read") { logs.positionsExist ? true : nil }
      }
      try logs.write("two\n")
      try await logs.duringCollector(on: port) {
        try await logs.duringFluentBit {
          try await eventually("both lines arrive") {
            logs.bodies.contains("one") && logs.bodies.contains("two") ? true : nil
          }
        }
      }
      for line in ["one", "two"] {
        #expect(
          logs.bodies.split(separator: "\\\"log\\\":\\\"\(line)\\\"", omittingEmptySubsequences: false).count == 2)
      }
    }
  }

  /// The files of a pod, and what has arrived of them.
  private struct Logs: Sendable {
    let directory: TemporaryDirectory
    let container: JSON
    let configuration: String

    private var file: String { "\(directory.path)/logs/app.log" }
    private var requestsFile: String { "\(directory.path)/requests" }

    func write(_ text: String) throws { try TemporaryDirectory.write(text, to: file, appending: true) }

    func rotate() throws {
      try TemporaryDirectory.write(TemporaryDirectory.read(file), to: "\(file).1")
      try TemporaryDirectory.write("", to: file)
    }

    var bodies: String { TemporaryDirectory.read(requestsFile) }

    var requests: [JSON] { bodies.split(separator: "\n").compactMap { try? JSON.parse(Array($0.utf8)) } }

    var positionsExist: Bool { !TemporaryDirectory.read("\(directory.path)/buffer/positions.db").isEmpty }

    func duringCollector(on port: Int, _ body: () async throws -> Void) async throws {
      try await PythonProgram.during("collector.py", ["\(port)", requestsFile], on: port, body)
    }

    /// Runs the container, to the letter but for the paths.
    func duringFluentBit(_ body: () async throws -> Void) async throws {
      var variables = container.environment(secrets: ["token": "secret ${HOME}"])
      variables["POD_NAME"] = .some("shop-1")
      variables["POD_NAMESPACE"] = .some("test")
      #expect(container.commandLine == ["--config", "/etc/podpattern/fluent-bit.yaml"])
      try await Programs.during(
        FluentBit.path ?? "", ["--config", configuration], environment: variables, body)
    }
  }

  private func withLogs(_ destination: String, _ body: (Logs, _ port: Int) async throws -> Void) async throws {
    let (directory, port) = (try TemporaryDirectory(), try Loopback.freePort())
    let logs = try directory.makeDirectory("logs")
    let buffer = try directory.makeDirectory("buffer")
    let composed = try Composed(
      LogDestinationTests.manifest(
        destination.replacing("PORT", with: "\(port)"), directory: "/var/log/app", files: "[app.log]"))
    let text = try #require(try composed.object("ConfigMap")["data", "fluent-bit.yaml"]?.string)
    let file = "\(directory.path)/fluent-bit.yaml"
    try TemporaryDirectory.write(
      text.replacing("/var/log/app", with: logs).replacing("/podpattern/buffer", with: buffer), to: file)
    try await body(Logs(directory: directory, container: try composed.container("logs"), configuration: file), port)
  }
}
