import TestSupport
import Testing

/// Who signs the tokens of a test.
struct TokenIssuer: Sendable {
  /// Its public keys, as a JSON Web Key Set.
  let keys: String
  private let keyPath: String

  init(_ name: String, in directory: TemporaryDirectory) async throws {
    keyPath = "\(directory.path)/\(name).pem"
    _ = try await Programs.run(try #require(Programs.find("openssl")), ["genrsa", "-out", keyPath, "2048"])
    keys = try await PythonProgram.run("jwt.py", ["keys", keyPath]).trimmingLines
  }

  /// A token; `exp` is in seconds from now, and `kind` as in `Programs/jwt.py`.
  func token(
    _ claims: String =
      #"{"iss": "https://issuer.example", "aud": "shop", "sub": "ann", "exp": 600, "realm": {"role": "buyer"}}"#,
    kind: String = ""
  ) async throws -> String {
    try await PythonProgram.run("jwt.py", ["token", keyPath, claims, kind])
  }
}

extension String {
  fileprivate var trimmingLines: String { split(separator: "\n").joined() }
}
