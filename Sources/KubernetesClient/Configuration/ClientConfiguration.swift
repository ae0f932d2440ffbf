/// Which API server to talk to, how to secure the connection, and as whom.
///
/// It comes from a kubeconfig file or, inside a pod, from the files that Kubernetes mounts there:
/// ``load(kubeconfig:context:)``.
public struct ClientConfiguration: Sendable, Hashable {
  /// Where the API server is.
  public var server: ServerAddress
  /// How the connection is secured.
  public var tls: TLSSettings
  /// How the client proves who it is.
  public var credentials: Credentials
  /// As whom requests are made, where that is someone else.
  public var impersonation: Impersonation?
  /// The proxy on the way to the server.
  public var proxy: ProxyAddress?
  /// The namespace to use where none is named.
  public var namespace: String
  /// Whether large answers may come compressed; they do unless `disable-compression` is set.
  public var allowsCompression: Bool

  /// A configuration from its parts.
  public init(
    server: ServerAddress, tls: TLSSettings = TLSSettings(), credentials: Credentials = .anonymous,
    impersonation: Impersonation? = nil, proxy: ProxyAddress? = nil, namespace: String = "default",
    allowsCompression: Bool = true
  ) {
    self.server = server
    self.tls = tls
    self.credentials = credentials
    self.impersonation = impersonation
    self.proxy = proxy
    self.namespace = namespace
    self.allowsCompression = allowsCompression
  }
}
