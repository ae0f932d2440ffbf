/// A server that takes log lines over HTTP, and how it is reached.
public struct LogServer: Sendable, Hashable {
  /// The server's host name or IPv4 address.
  public let host: String
  /// The server's port; `nil` for the usual one.
  public let port: Int?
  /// How TLS is spoken; `nil` for plain text.
  public let tls: LogTLS?
  /// The name of a Secret of type `kubernetes.io/basic-auth`; `nil` for none.
  public let basicAuthSecret: String?
  /// The name of a Secret with a token under `token`; `nil` for none.
  public let tokenSecret: String?

  static let basicAuthText = """
    The name of a Secret of type kubernetes.io/basic-auth in the same namespace, with username and password.
    """

  /// Reads the fields that all such servers have.
  ///
  /// - Parameter port: the usual one, for the description.
  init(reading fields: inout FieldReader, port usualPort: String) {
    host = fields.logHost()
    port = fields.optional("port", .integer(1...65535), "The port of the server. The default is \(usualPort).")
    tls = fields.logTLS()
    basicAuthSecret = fields.optional("basicAuthSecret", .string(.subdomain), Self.basicAuthText)
    tokenSecret = fields.optional(
      "tokenSecret", .string(.subdomain),
      "The name of a Secret in the same namespace with a token under token: for Elasticsearch an API key, else a bearer token."
    )
    fields.rule(
      "!has(self.basicAuthSecret) || !has(self.tokenSecret)", "only one of basicAuthSecret, tokenSecret can be set",
      about: "tokenSecret", holds: basicAuthSecret == nil || tokenSecret == nil)
  }
}

/// How log lines are sent over TLS.
public struct LogTLS: Sendable, Hashable {
  /// Whose certificate the server must have; `nil` for the authorities that the image trusts.
  public let certificateAuthority: CertificateAuthority?
  /// The name of a Secret of type `kubernetes.io/tls` with a certificate to present; `nil` for none.
  public let clientCertificateSecret: String?
}

extension LogTLS: Fragment {
  init(reading fields: inout FieldReader) {
    certificateAuthority = fields.optional(
      "certificateAuthority", .object,
      "Whose certificate the server must have. The default are the public authorities that the image trusts.")
    clientCertificateSecret = fields.optional(
      "clientCertificateSecret", .string(.subdomain),
      "The name of a Secret of type kubernetes.io/tls with the certificate to present to the server (mutual TLS).")
  }
}

extension FieldReader {
  /// Reads the name of a server that takes logs.
  mutating func logHost() -> String {
    required("host", .string(.subdomain), "The host name of the server, such as loki.monitoring, or its IPv4 address.")
  }

  /// Reads how it is reached over TLS.
  mutating func logTLS() -> LogTLS? {
    optional("tls", .object, "TLS to the server, whose certificate and name are verified. The default is plain text.")
  }
}
