// A cluster's and a user's certificates and keys: inline as base64, or in files.

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

  private func certificateAuthorities(_ cluster: KubeconfigSection) throws(ConfigurationError) -> PEMSource? {
    guard let material = try material("certificate-authority", of: cluster) else { return nil }
    try check(material, of: cluster) { pem throws(PEMError) in _ = try TLSMaterial.certificates(pem: pem) }
    return material.source
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
    try check(chain, of: user) { pem throws(PEMError) in _ = try TLSMaterial.certificates(pem: pem) }
    try check(key, of: user) { pem throws(PEMError) in
      _ = try TLSMaterial.privateKey(pem: Secret(String(decoding: pem, as: UTF8.self)))
    }
    return TLSSettings.ClientCertificate(chain: chain.source, privateKey: key.source)
  }

  /// PEM of a kubeconfig, and the field it came from.
  private struct Material {
    let field: String
    let source: PEMSource
    let bytes: [UInt8]
  }

  /// The bytes of `key-data`, which counts over `key`, or else of the file that `key` names.
  private func material(_ key: String, of section: KubeconfigSection) throws(ConfigurationError) -> Material? {
    let inlineKey = "\(key)-data"
    if let text = try section.string(inlineKey) {
      guard let data = Data(base64Encoded: text.filter { !$0.isWhitespace }), !data.isEmpty else {
        throw section.error(inlineKey, invalid: .string(text), "must be base64")
      }
      let bytes = Array(data)
      return Material(field: inlineKey, source: .inline(Secret(String(decoding: bytes, as: UTF8.self))), bytes: bytes)
    }
    guard let path = try section.string(key) else { return nil }
    let resolved = section.resolvedPath(path)
    do {
      return Material(field: key, source: .file(path: resolved), bytes: try environment.readFile(resolved))
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
