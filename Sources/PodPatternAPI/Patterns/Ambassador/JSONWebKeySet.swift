/// Where the keys come from that tokens are signed with.
public struct JSONWebKeySet: Sendable, Hashable {
  /// Where the keys are.
  public enum Source: Sendable, Hashable {
    /// Here: public keys only.
    case inline(String)
    /// In a Secret or ConfigMap.
    case file(FileSource)
    /// At an https address.
    case uri(String)
  }

  /// Where the keys are.
  public let source: Source
  /// The key in the Secret or ConfigMap whose value they are.
  public let key: String
  /// Whose certificate the server of the address must have; `nil` for the authorities that the image trusts.
  public let certificateAuthority: CertificateAuthority?
}

extension JSONWebKeySet: Fragment {
  init(reading fields: inout FieldReader) {
    source = fields.exactlyOne(
      .member("inline", .string(.text), "The keys themselves, as JSON; public keys only.", Source.inline),
      .member(
        "configMap", .string(.subdomain), "The name of a ConfigMap in the same namespace with the keys.",
        { Source.file(.configMap($0)) }),
      .member(
        "secret", .string(.subdomain), "The name of a Secret in the same namespace with the keys.",
        { Source.file(.secret($0)) }),
      .member(
        "uri", .string(.httpsURI),
        "The https address that the issuer publishes its keys at. They are fetched again every 5 minutes.", Source.uri))
    let key = fields.optional(
      "key", .string(.configMapKey),
      "The key in the ConfigMap or Secret whose value the keys are. The default is jwks.json.")
    certificateAuthority = fields.optional(
      "certificateAuthority", .object,
      """
      Whose certificate the server of uri must have. The default are the public authorities that the proxy's image \
      trusts.
      """)
    self.key = key ?? "jwks.json"
    let (hasFile, hasURI) = (fields.has("configMap") || fields.has("secret"), fields.has("uri"))
    let hasAuthority = fields.has("certificateAuthority")
    fields.rule(
      "!has(self.key) || has(self.configMap) || has(self.secret)", "key needs configMap or secret",
      about: "key", holds: key == nil || hasFile)
    fields.rule(
      "!has(self.certificateAuthority) || has(self.uri)", "certificateAuthority needs uri",
      about: "certificateAuthority", holds: !hasAuthority || hasURI)
  }
}
