import Subprocess

/// The small programs in `Python/` that stand for applications and clients.
public enum PythonProgram {
  /// Python itself; `nil` where there is none.
  public static let interpreter = Programs.find("python3")

  /// Where Python finds gRPC (PyPI's `grpcio` and what it needs); `hack/test` provides it.
  public static let gRPCPath = Programs.environment("PODPATTERN_TEST_GRPC")

  private static let directory = Repository.path("Tests/TestSupport/Programs/Python")

  private static let environment: [Environment.Key: String?] = gRPCPath.map { ["PYTHONPATH": $0] } ?? [:]

  /// Runs a program to its end, and gives all that it says.
  public static func run(_ name: String, _ arguments: [String]) async throws -> String {
    try await Programs.run(try python(), ["\(directory)/\(name)"] + arguments, environment: environment)
  }

  /// Runs an application on a port while `body` does.
  public static func during<Result: Sendable>(
    _ name: String, _ arguments: [String], on port: Int, _ body: () async throws -> Result
  ) async throws -> Result {
    try await Programs.during(try python(), ["\(directory)/\(name)"] + arguments, environment: environment) {
      try await Loopback.waitForListener(on: port)
      return try await body()
    }
  }

  private static func python() throws -> String {
    guard let interpreter else { throw TestSupportError(description: "there is no python3") }
    return interpreter
  }
}
