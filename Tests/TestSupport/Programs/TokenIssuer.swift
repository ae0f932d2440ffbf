/// Who signs the tokens of a test.
public struct TokenIssuer: Sendable {
  /// Its public keys, as a JSON Web Key Set.
  public let keys: String
  private let keyPath: String

  /// An issuer whose private key is in a directory.
  public init(_ name: String, in directory: TemporaryDirectory) async throws {
    keyPath = "\(directory.path)/\(name).pem"
    guard let openssl = Programs.find("openssl") else { throw TestSupportError(description: "there is no openssl") }
    try await Programs.succeed(openssl, ["genrsa", "-out", keyPath, "2048"])
    keys = try await PythonProgram.run("jwt.py", ["keys", keyPath]).split(separator: "\n").joined()
  }

  /// A token; `exp` is in seconds from now, and `kind` as in `Python/jwt.py`.
  public func token(
    _ claims: String =
      #"{"iss": "https://issuer.example", "aud": "shop", "sub": "ann", "exp": 600, "realm": {"role": "buyer"}}"#,
    kind: String = ""
  ) async throws -> String {
    try await PythonProgram.run("jwt.py", ["token", keyPath, claims, kind])
  }
}
