// What a credential plugin printed.

import FoundationEssentials
import JSONTree

/// The credentials of an `ExecCredential`'s status.
struct PluginCredential: Hashable, Sendable {
  let token: Secret?
  let certificate: TLSMaterial.ClientCertificate?
  /// When they are no longer good; `nil` keeps them until the server refuses them.
  let expiration: Date?

  /// Whether they must not be used any more.
  func isExpired(at now: Date) -> Bool { expiration.map { now > $0 } ?? false }
}

extension PluginCredential {
  /// What is wrong with an output; never the output.
  struct Invalid: Error {
    let message: String
  }

  /// Reads a plugin's output.
  init(output: [UInt8], apiVersion: CredentialPlugin.APIVersion) throws(Invalid) {
    guard let json = try? JSON.parse(output), json.object != nil else {
      throw Invalid(message: "its output is no JSON object")
    }
    guard json["kind"] == "ExecCredential", json["apiVersion"]?.string == apiVersion.rawValue else {
      throw Invalid(message: "its output is no ExecCredential of \(apiVersion.rawValue)")
    }
    guard let status = json["status"], status.object != nil else { throw Invalid(message: "its output has no status") }
    self.token = try Self.token(status)
    self.certificate = try Self.certificate(status)
    self.expiration = try Self.expiration(status)
    guard token != nil || certificate != nil else {
      throw Invalid(message: "its output has neither a token nor a client certificate")
    }
  }

  private static func text(_ key: String, _ status: JSON) throws(Invalid) -> String? {
    guard let value = status[key], !value.isNull else { return nil }
    guard let text = value.string else { throw Invalid(message: "its status.\(key) is no string") }
    return text.isEmpty ? nil : text
  }

  private static func token(_ status: JSON) throws(Invalid) -> Secret? {
    guard let text = try text("token", status) else { return nil }
    guard let token = try? Secret(bearerToken: text.utf8, source: "") else {
      throw Invalid(message: "its status.token holds no bearer token: only visible ASCII characters are allowed")
    }
    return token
  }

  private static func certificate(_ status: JSON) throws(Invalid) -> TLSMaterial.ClientCertificate? {
    let chain = try text("clientCertificateData", status)
    let key = try text("clientKeyData", status)
    guard let chain, let key else {
      guard chain == nil, key == nil else {
        throw Invalid(message: "status.clientCertificateData and status.clientKeyData belong together")
      }
      return nil
    }
    let certificate = TLSMaterial.ClientCertificate(chain: Array(chain.utf8), privateKey: Secret(key))
    do {
      _ = try TLSMaterial(clientCertificate: certificate).configuration(skipsVerification: false)
    } catch {
      let reason = error.issues.map(\.message).joined(separator: "; ")
      throw Invalid(message: "its client certificate cannot be used: \(reason)")
    }
    return certificate
  }

  private static func expiration(_ status: JSON) throws(Invalid) -> Date? {
    guard let text = try text("expirationTimestamp", status) else { return nil }
    let styles = [Date.ISO8601FormatStyle(), Date.ISO8601FormatStyle(includingFractionalSeconds: true)]
    guard let date = styles.lazy.compactMap({ try? $0.parse(text) }).first else {
      throw Invalid(message: "its status.expirationTimestamp is no time of RFC 3339")
    }
    return date
  }
}
