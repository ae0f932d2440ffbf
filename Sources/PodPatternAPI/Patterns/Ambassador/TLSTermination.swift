import JSONTree

/// A proxy in the pod that accepts HTTPS and passes it on to the application in plain HTTP on localhost.
public struct TLSTermination: Sendable, Hashable {
  /// The port that the proxy accepts TLS on, 1024 to 65535.
  public let listenPort: Int
  /// The port of localhost that the application listens on, 1 to 65535; not ``listenPort``.
  public let applicationPort: Int
  /// The name of a Secret of the type `kubernetes.io/tls`.
  public let certificateSecret: String
  /// The host name to answer to; `nil` for the PodPattern's name. The leftmost label may be `*`.
  public let serverName: String?
  /// The proxy's image; `nil` for the library's.
  public let image: String?
  /// The proxy's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension TLSTermination: Fragment {
  init(reading fields: inout FieldReader) {
    listenPort = fields.required(
      "listenPort", .integer(1024...65535),
      """
      The port that the proxy accepts TLS on. It is at least 1024, since the proxy does not run as root; to serve a \
      lower one, map it in the Service with targetPort.
      """)
    applicationPort = fields.required(
      "applicationPort", .integer(1...65535),
      """
      The port that the application listens on, another one than listenPort. Have the application listen on 127.0.0.1 \
      only, or it can still be reached without TLS.
      """)
    certificateSecret = fields.required(
      "certificateSecret", .string(.subdomain),
      """
      The name of a Secret of type kubernetes.io/tls in the same namespace, with the certificate and its key, as \
      cert-manager makes it. A renewed certificate is served without a restart.
      """)
    serverName = fields.optional(
      "serverName", .string(.serverName),
      """
      The host name that the proxy answers to, such as www.example.com or *.example.com. The default is the \
      PodPattern's name.
      """
    )
    image = fields.optional("image", .string(.image), "Another image for the proxy; it has to be an nginx.")
    resources = fields.optional("resources", .embedded, "Other resources for the proxy (ResourceRequirements).")
    fields.rule(
      "self.listenPort != self.applicationPort", "listenPort and applicationPort must differ",
      about: "listenPort", holds: listenPort != applicationPort)
  }
}
