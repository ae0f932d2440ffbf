// Certificates and keys as they are at one moment, in NIOSSL's terms.

import NIOSSL

/// What the settings' sources hold at one moment.
struct TLSMaterial: Hashable, Sendable {
  /// A client certificate and its private key, as PEM.
  struct ClientCertificate: Hashable, Sendable {
    let chain: [UInt8]
    let privateKey: Secret
  }

  var certificateAuthorities: [UInt8]?
  var clientCertificate: ClientCertificate?

  /// A client certificate alone.
  init(clientCertificate: ClientCertificate) { self.clientCertificate = clientCertificate }

  /// Reads everything that the settings name.
  init(
    _ settings: TLSSettings, readFile: @Sendable (String) throws(FileError) -> [UInt8]
  ) throws(ConfigurationError) {
    certificateAuthorities = try settings.certificateAuthorities?.bytes(readFile)
    if let pair = settings.clientCertificate {
      let key = try pair.privateKey.bytes(readFile)
      clientCertificate = ClientCertificate(
        chain: try pair.chain.bytes(readFile), privateKey: Secret(String(decoding: key, as: UTF8.self)))
    }
  }

  /// NIOSSL's configuration, checked as a whole: a key that does not fit its certificate is found here.
  func configuration(skipsVerification: Bool) throws(ConfigurationError) -> TLSConfiguration {
    do {
      var configuration = TLSConfiguration.makeClientConfiguration()
      configuration.minimumTLSVersion = .tlsv12
      if let certificateAuthorities {
        configuration.trustRoots = .certificates(try Self.certificates(pem: certificateAuthorities))
      }
      if skipsVerification { configuration.certificateVerification = .none }
      if let clientCertificate {
        configuration.certificateChain = try Self.certificates(pem: clientCertificate.chain).map { .certificate($0) }
        configuration.privateKey = .privateKey(try Self.privateKey(pem: clientCertificate.privateKey))
      }
      try Self.checkPair(configuration)
      return configuration
    } catch let error as PEMError {
      throw ConfigurationError(source: "TLS", message: error.message)
    } catch {
      throw ConfigurationError(source: "TLS", message: Self.message(for: error))
    }
  }

  /// Finds a key that does not fit its certificate; without reading the system's certificates for it, which takes long.
  private static func checkPair(_ configuration: TLSConfiguration) throws {
    guard configuration.privateKey != nil else { return }
    var pair = configuration
    pair.trustRoots = .certificates([])
    _ = try NIOSSLContext(configuration: pair)
  }

  /// The certificates of a PEM text; at least one.
  static func certificates(pem: [UInt8]) throws(PEMError) -> [NIOSSLCertificate] {
    guard let certificates = try? NIOSSLCertificate.fromPEMBytes(pem), !certificates.isEmpty else {
      throw PEMError(message: "must be PEM with at least one certificate")
    }
    return certificates
  }

  /// The private key of a PEM text.
  static func privateKey(pem: Secret) throws(PEMError) -> NIOSSLPrivateKey {
    guard let key = try? NIOSSLPrivateKey(bytes: Array(pem.value.utf8), format: .pem) else {
      throw PEMError(message: "must be PEM with an unencrypted private key")
    }
    return key
  }

  private static func message(for error: any Error) -> String {
    "the client certificate and its private key cannot be used together (\(excerpt(of: String(describing: error))))"
  }
}

/// What a PEM text lacks; never the text.
struct PEMError: Error {
  let message: String
}
