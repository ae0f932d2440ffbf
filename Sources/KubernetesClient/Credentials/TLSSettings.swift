/// How the connection to the server is secured.
public struct TLSSettings: Sendable, Hashable {
  /// The certificates that may have signed the server's; `nil` for those that the system trusts.
  public var certificateAuthorities: PEMSource?
  /// The certificate that the client shows.
  public var clientCertificate: ClientCertificate?
  /// The host name that the server's certificate must be for, where it is not the one in the address.
  ///
  /// As always with SwiftNIO, a certificate for the IP address that the connection leads to is accepted as well.
  public var serverName: String?
  /// Whether any server certificate is accepted. Anyone on the way can then read and change everything.
  public var skipsVerification: Bool

  /// A client certificate and its private key.
  public struct ClientCertificate: Sendable, Hashable {
    /// The certificate, then those that signed it.
    public var chain: PEMSource
    /// The private key, not encrypted.
    public var privateKey: PEMSource

    /// A pair; it is checked when a client is made of it.
    public init(chain: PEMSource, privateKey: PEMSource) {
      self.chain = chain
      self.privateKey = privateKey
    }
  }

  /// Settings that trust the system's certificate authorities unless told otherwise.
  public init(
    certificateAuthorities: PEMSource? = nil, clientCertificate: ClientCertificate? = nil, serverName: String? = nil,
    skipsVerification: Bool = false
  ) {
    self.certificateAuthorities = certificateAuthorities
    self.clientCertificate = clientCertificate
    self.serverName = serverName
    self.skipsVerification = skipsVerification
  }
}
