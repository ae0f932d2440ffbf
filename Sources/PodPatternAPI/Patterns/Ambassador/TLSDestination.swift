/// A server that speaks TLS from the first byte.
public struct TLSDestination: Sendable, Hashable {
  /// The server's host name or IPv4 address.
  public let host: String
  /// The server's port.
  public let port: Int
  /// The name that the server's certificate must have; `nil` for ``host``.
  public let serverName: String?
  /// Whose certificates are trusted; `nil` for the authorities that the image trusts.
  public let certificateAuthority: CertificateAuthority?
  /// A Secret of the type `kubernetes.io/tls` with a certificate to present; `nil` for none.
  public let clientCertificateSecret: String?
  /// The protocols to offer in TLS (ALPN), the most wanted first.
  public let alpnProtocols: [String]
}

extension TLSDestination: Fragment {
  init(reading fields: inout FieldReader) {
    host = fields.required(
      "host", .string(.subdomain), "The host name of the server, such as redis.example.com, or its IPv4 address.")
    port = fields.required("port", .integer(1...65535), "The port of the server.")
    serverName = fields.optional(
      "serverName", .string(.subdomain), "The name that the server's certificate must have. The default is host.")
    certificateAuthority = fields.optional(
      "certificateAuthority", .object,
      """
      Whose certificate the server must have. The default are the public authorities that the proxy's image trusts. \
      Changed certificates are used without a restart.
      """)
    clientCertificateSecret = fields.optional(
      "clientCertificateSecret", .string(.subdomain),
      """
      The name of a Secret of type kubernetes.io/tls in the same namespace, with the certificate to present to the \
      server (mutual TLS). A renewed certificate is used without a restart.
      """)
    alpnProtocols =
      fields.optional(
        "alpnProtocols", .list(of: .string(.protocolName), count: 0...8, .atomic),
        "The protocols to offer in TLS (ALPN), such as postgresql. Most servers need none.") ?? []
  }
}
