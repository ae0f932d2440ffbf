import TestSupport
import Testing

/// The real curl, as a client of what the library puts before an application.
enum Curl {
  static let path = Programs.find("curl")

  /// The answer, and after it the status. Certificates are not verified.
  static func ask(_ arguments: [String]) async throws -> String {
    try await Programs.run(
      try #require(path), ["-sk", "--noproxy", "*", "--max-time", "20", "-w", "%{http_code}"] + arguments)
  }

  /// The answer, and after it the status. Certificates are not verified.
  static func ask(_ arguments: String...) async throws -> String { try await ask(arguments) }
}
