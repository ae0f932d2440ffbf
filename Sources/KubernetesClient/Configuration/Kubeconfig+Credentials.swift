// A cluster's and a user's certificates, keys and tokens: inline as base64, or in files.

import FoundationEssentials
import JSONTree

extension Kubeconfig {
  /// How the connection is secured.
  func tls(_ cluster: KubeconfigSection?, _ user: KubeconfigSection?) throws(ConfigurationError) -> TLSSettings {
    var settings = TLSSettings()
    if let cluster {
      settings.skipsVerification = try cluster.flag("insecure-skip-tls-verify")
      settings.serverName = try serverName(cluster)
      settings.certificateAuthorities = try certificateAuthorities(cluster)
      if settings.skipsVerification, settings.certificateAuthorities != nil {
        throw cluster.error(
          "insecure-skip-tls-verify", .forbidden, "certificate authorities are given, which it would ignore")
      }
    }
    if let user { settings.clientCertificate = try clientCertificate(user) }
    return settings
  }

  /// How the user proves who it is beside a certificate.
  func credentials(_ user: KubeconfigSection?) throws(ConfigurationError) -> Credentials {
    guard let user else { return .anonymous }
    let token = try token(user)
    if let path = try user.string("tokenFile") {
      return .tokenFile(path: user.resolvedPath(path), initial: token)
    }
    return token.map(Credentials.token) ?? .anonymous
  }

  private func token(_ user: KubeconfigSection) throws(ConfigurationError) -> Secret? {
    guard let text = try user.string("token") else { return nil }
    do {
      return try Secret(bearerToken: text.utf8, source: user.file)
    } catch {
      throw user.error("token", invalid: .string(text), error.issues.map(\.message).joined())
    }
  }

  private func serverName(_ cluster: KubeconfigSection) throws(ConfigurationError) -> String? {
    guard let name = try cluster.string("tls-server-name") else { return nil }
    let isHostName = name.utf8.allSatisfy { byte in
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."):
        true
      default: false
      }
    }
    let isAddress = name.utf8.allSatisfy { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || $0 == UInt8(ascii: ".") }
    guard isHostName, !isAddress, name.utf8.count <= 253 else {
      throw cluster.error("tls-server-name", invalid: .string(name), "must be a host name", shows: true)
    }
    return name
  }

  private func certificateAuthorities(_ cluster: KubeconfigSection) throws(ConfigurationError) -> [UInt8]? {
    guard let material = try material("certificate-authority", of: cluster) else { return nil }
    try check(material, of: cluster) { pem throws(PEMError) in _ = try TLSSettings.certificates(pem: pem) }
    return material.bytes
  }

  private func clientCertificate(_ user: KubeconfigSection) throws(ConfigurationError) -> TLSSettings.ClientCertificate?
  {
    let chain = try material("client-certificate", of: user)
    let key = try material("client-key", of: user)
    guard let chain else {
      guard let key else { return nil }
      throw user.error(key.field, .forbidden, "client-certificate or client-certificate-data is needed as well")
    }
    guard let key else {
      throw user.error("client-key", .required, "client-key or client-key-data is needed with a client certificate")
    }
    try check(chain, of: user) { pem throws(PEMError) in _ = try TLSSettings.certificates(pem: pem) }
    let privateKey = Secret(String(decoding: key.bytes, as: UTF8.self))
    try check(key, of: user) { _ throws(PEMError) in _ = try TLSSettings.privateKey(pem: privateKey) }
    return TLSSettings.ClientCertificate(chain: chain.bytes, privateKey: privateKey)
  }

  /// Bytes of a kubeconfig, and the field they came from.
  private struct Material {
    let field: String
    let bytes: [UInt8]
  }

  /// The bytes of `key-data`, which counts over `key`, or else of the file that `key` names.
  private func material(_ key: String, of section: KubeconfigSection) throws(ConfigurationError) -> Material? {
    let inlineKey = "\(key)-data"
    if let text = try section.string(inlineKey) {
      guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }), !data.isEmpty else {
        throw section.error(inlineKey, invalid: .string(text), "must be base64")
      }
      return Material(field: inlineKey, bytes: Array(data))
    }
    guard let path = try section.string(key) else { return nil }
    do {
      return Material(field: key, bytes: try environment.readFile(section.resolvedPath(path)))
    } catch {
      throw section.error(key, invalid: .string(path), error.description, shows: true)
    }
  }

  private func check(
    _ material: Material, of section: KubeconfigSection, _ isUsable: ([UInt8]) throws(PEMError) -> Void
  ) throws(ConfigurationError) {
    do {
      try isUsable(material.bytes)
    } catch {
      throw section.error(material.field, invalid: .null, error.message)
    }
  }
}
