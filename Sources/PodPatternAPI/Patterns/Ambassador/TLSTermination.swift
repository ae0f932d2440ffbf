import JSONTree

/// A proxy in the pod that accepts TLS and passes on what it carries to the application in plain text on localhost.
public struct TLSTermination: Sendable, Hashable {
  /// What is spoken inside TLS.
  public enum ApplicationProtocol: String, Sendable, Hashable, CaseIterable {
    /// HTTP/1.1, which clients may also speak as HTTP/2, and WebSocket.
    case http = "HTTP"
    /// gRPC: HTTP/2 on both sides.
    case grpc = "GRPC"
    /// Anything else: the bytes are passed on as they are.
    case tcp = "TCP"
  }

  /// The header that the subject of a client certificate is passed on in, unless the user chooses another.
  public static let defaultSubjectHeader = "X-SSL-Client-Subject"

  /// The port that the proxy accepts TLS on, 1024 to 65535.
  public let listenPort: Int
  /// The port of localhost that the application listens on, 1 to 65535; not ``listenPort``.
  public let applicationPort: Int
  /// What the application speaks.
  public let `protocol`: ApplicationProtocol
  /// The name of a Secret of the type `kubernetes.io/tls`.
  public let certificateSecret: String
  /// Whose certificates clients must present; `nil` where they need none.
  public let clientCA: CertificateAuthority?
  /// The header that tells the application the subject of the client certificate; `nil` for ``defaultSubjectHeader``.
  public let clientSubjectHeader: String?
  /// The host name to answer to; `nil` for the PodPattern's name. The leftmost label may be `*`.
  public let serverName: String?
  /// The proxy's image; `nil` for the library's.
  public let image: String?
  /// The proxy's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension TLSTermination: Fragment {
  init(reading fields: inout FieldReader) {
    listenPort = fields.required("listenPort", .integer(1024...65535), Self.listenPortText)
    applicationPort = fields.required("applicationPort", .integer(1...65535), Self.applicationPortText)
    `protocol` =
      fields.optional("protocol", .choice(placeholder: ApplicationProtocol.http), Self.protocolText) ?? .http
    certificateSecret = fields.required("certificateSecret", .string(.subdomain), Self.certificateText)
    clientCA = fields.optional("clientCA", .object, Self.clientCAText)
    clientSubjectHeader = fields.optional("clientSubjectHeader", .clientHeader, Self.subjectHeaderText)
    serverName = fields.optional(
      "serverName", .string(.serverName),
      """
      The host name that the proxy answers to, such as www.example.com or *.example.com. The default is the \
      PodPattern's name.
      """)
    image = fields.optional(
      "image", .string(.image), "Another image for the proxy; it has to be an nginx with a shell.")
    resources = fields.optional("resources", .embedded, "Other resources for the proxy (ResourceRequirements).")
    readRules(&fields)
  }

  private func readRules(_ fields: inout FieldReader) {
    fields.rule(
      "self.listenPort != self.applicationPort", "listenPort and applicationPort must differ",
      about: "listenPort", holds: listenPort != applicationPort)
    fields.rule(
      "!has(self.clientSubjectHeader) || has(self.clientCA)", "clientSubjectHeader needs clientCA",
      about: "clientSubjectHeader", holds: clientSubjectHeader == nil || clientCA != nil)
    fields.rule(
      "!has(self.clientSubjectHeader) || !has(self.protocol) || self.protocol != 'TCP'",
      "clientSubjectHeader needs the protocol HTTP or GRPC",
      about: "clientSubjectHeader", holds: clientSubjectHeader == nil || `protocol` != .tcp)
    fields.rule(
      "!has(self.serverName) || !has(self.protocol) || self.protocol != 'TCP'",
      "serverName needs the protocol HTTP or GRPC",
      about: "serverName", holds: serverName == nil || `protocol` != .tcp)
  }

  private static let listenPortText = """
    The port that the proxy accepts TLS on. It is at least 1024, since the proxy does not run as root; to serve a \
    lower one, map it in the Service with targetPort.
    """

  private static let applicationPortText = """
    The port that the application listens on, another one than listenPort. Have the application listen on 127.0.0.1 \
    only, or it can still be reached without TLS.
    """

  private static let protocolText = """
    What the application speaks: HTTP (version 1.1; WebSocket passes too), GRPC (HTTP/2 without TLS), or TCP for \
    anything else. Clients of HTTP and GRPC may use HTTP/2. The default is HTTP.
    """

  private static let certificateText = """
    The name of a Secret of type kubernetes.io/tls in the same namespace, with the certificate and its key, as \
    cert-manager makes it. A renewed certificate is served without a restart.
    """

  private static let clientCAText = """
    Whose certificates clients must present (mutual TLS); anybody else is refused. Changed certificates of the \
    authority are used without a restart.
    """

  private static let subjectHeaderText = """
    The header that tells the application the subject of the client certificate (RFC 2253), such as \
    "CN=client,O=Example". What clients send in it is dropped. The default is X-SSL-Client-Subject.
    """
}
