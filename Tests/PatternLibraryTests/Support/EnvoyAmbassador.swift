import JSONTree
import TestSupport
import Testing

/// A container with Envoy on this machine: its command and its files to the letter, but for the paths.
struct EnvoyAmbassador: Sendable {
  /// `PODPATTERN_TEST_ENVOY`, or the `envoy` of this machine.
  static let path = Programs.find("envoy", variable: "PODPATTERN_TEST_ENVOY")

  /// Whether this machine has what the tests need.
  static let canRun =
    path != nil && Curl.path != nil && Programs.find("openssl") != nil && PythonProgram.interpreter != nil

  /// What a test says that is skipped where something of it is missing.
  static let requirement: Comment = "needs envoy (hack/test provides it), curl, openssl and python3"

  let directory: TemporaryDirectory
  /// Where the volumes are, by the end of the directory that they are mounted at.
  let volumes: [String: KubeletVolume]

  /// Runs the container of a pattern while `body` does.
  ///
  /// - Parameters:
  ///   - pattern: the name of a pattern of the composition, to which its ConfigMap belongs.
  ///   - healthPort: where it says that it is ready.
  ///   - volumes: what Secrets and ConfigMaps hold, by the end of the directory that they are mounted at
  ///     (`/etc/podpattern-…`).
  static func during<Result: Sendable>(
    _ pattern: String, of composed: Composed, healthPort: Int, in directory: TemporaryDirectory,
    volumes: [String: [String: String]] = [:], _ body: (EnvoyAmbassador) async throws -> Result
  ) async throws -> Result {
    let configMap = composed.objects.first { $0["metadata", "name"]?.string == "app-\(pattern)" }
    let ambassador = EnvoyAmbassador(
      directory: directory,
      volumes: Dictionary(
        uniqueKeysWithValues: try volumes.map { ($0, try KubeletVolume("volume-\($0)", in: directory, $1)) }))
    let config = try directory.makeDirectory("config-\(pattern)")
    func local(_ text: String) -> String {
      volumes.keys.reduce(text) { $0.replacing("/etc/podpattern-\($1)", with: "\(directory.path)/volume-\($1)") }
        .replacing("/etc/podpattern/", with: "\(config)/")
        .replacing("/dev/stdout", with: "\(directory.path)/access.log")
    }
    for (name, text) in try #require(configMap?["data"]?.object) {
      try TemporaryDirectory.write(local(try #require(text.string)), to: "\(config)/\(name)")
    }
    let command = (try composed.container(pattern)["command"]?.array ?? []).compactMap(\.string).map(local)
    #expect(command.first == "envoy")
    return try await Programs.during(
      try #require(path), command.dropFirst() + ["--log-path", "\(directory.path)/\(pattern).log"]
    ) {
      do {
        try await Loopback.waitForListener(on: healthPort)
      } catch {
        throw TestSupportError(
          description: "\(error): \(TemporaryDirectory.read("\(directory.path)/\(pattern).log").suffix(2000))")
      }
      try await eventually("Envoy is ready") {
        try await Curl.ask("http://127.0.0.1:\(healthPort)/ready") == "200" ? true : nil
      }
      return try await body(ambassador)
    }
  }
}
