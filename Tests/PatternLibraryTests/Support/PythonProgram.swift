import Subprocess
import TestSupport
import Testing

/// The small programs in `Programs/` that stand for applications and clients.
enum PythonProgram {
  static let interpreter = Programs.find("python3")

  /// Where Python finds gRPC (PyPI's `grpcio` and what it needs); `hack/test` provides it.
  static let gRPCPath = Programs.environment("PODPATTERN_TEST_GRPC")

  private static let directory =
    "\(#filePath)".split(separator: "/").dropLast(2).map { "/\($0)" }.joined() + "/Programs"

  private static let environment: [Environment.Key: String?] = gRPCPath.map { ["PYTHONPATH": $0] } ?? [:]

  /// Runs a program to its end, and gives all that it says.
  static func run(_ name: String, _ arguments: [String]) async throws -> String {
    try await Programs.run(
      try #require(interpreter), ["\(directory)/\(name)"] + arguments, environment: environment)
  }

  /// Runs an application on a port while `body` does.
  static func during<Result: Sendable>(
    _ name: String, _ arguments: [String], on port: Int, _ body: () async throws -> Result
  ) async throws -> Result {
    try await Programs.during(
      try #require(interpreter), ["\(directory)/\(name)"] + arguments, environment: environment
    ) {
      try await Loopback.waitForListener(on: port)
      return try await body()
    }
  }
}
