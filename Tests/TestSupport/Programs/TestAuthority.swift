/// A certificate authority of a test's own, made with openssl, and the certificates that it issues.
public struct TestAuthority: Sendable {
  /// A certificate and its key in PEM, and the files that they are in.
  public struct Certificate: Sendable {
    /// The file with the certificate.
    public let path: String
    /// The file with its key.
    public let keyPath: String

    /// What a Secret of the type `kubernetes.io/tls` holds.
    public var secret: [String: String] {
      ["tls.crt": TemporaryDirectory.read(path), "tls.key": TemporaryDirectory.read(keyPath)]
    }
  }

  /// The authority's own certificate.
  public let root: Certificate
  private let directory: String

  /// An authority whose files are in a directory of their own inside.
  public init(_ name: String, in directory: TemporaryDirectory) async throws {
    self.directory = try directory.makeDirectory(name)
    try TemporaryDirectory.write("[req]\ndistinguished_name=dn\n[dn]\n", to: "\(self.directory)/openssl.cnf")
    root = try await Self.make(
      "root", subject: "/CN=\(name)", ["-addext", "basicConstraints=critical,CA:TRUE"], in: self.directory)
  }

  /// What a Secret or ConfigMap with the key `ca.crt` holds.
  public var bundle: [String: String] { ["ca.crt": TemporaryDirectory.read(root.path)] }

  /// A certificate for the host names `app` and `localhost`, or others.
  public func issue(_ name: String, subject: String? = nil, for hosts: String = "DNS:app,DNS:localhost") async throws
    -> Certificate
  {
    try await Self.make(
      name, subject: subject ?? "/CN=\(name)",
      ["-CA", root.path, "-CAkey", root.keyPath, "-addext", "subjectAltName=\(hosts)"], in: directory)
  }

  private static func make(
    _ name: String, subject: String, _ arguments: [String], in directory: String
  ) async throws -> Certificate {
    let certificate = Certificate(path: "\(directory)/\(name).crt", keyPath: "\(directory)/\(name).key")
    guard let openssl = Programs.find("openssl") else { throw TestSupportError(description: "there is no openssl") }
    let output = try await Programs.run(
      openssl,
      [
        "req", "-config", "\(directory)/openssl.cnf", "-x509", "-newkey", "ec", "-pkeyopt",
        "ec_paramgen_curve:P-256", "-nodes", "-days", "1", "-utf8", "-subj", subject, "-keyout", certificate.keyPath,
        "-out", certificate.path,
      ] + arguments)
    if TemporaryDirectory.read(certificate.path).isEmpty { throw TestSupportError(description: output) }
    return certificate
  }
}
