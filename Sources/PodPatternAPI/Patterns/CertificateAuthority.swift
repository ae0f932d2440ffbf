/// Certificates to trust: PEM in a Secret or a ConfigMap of the same namespace.
public struct CertificateAuthority: Sendable, Hashable {
  /// The object that holds them.
  public let source: FileSource
  /// The key in the object whose value they are; at least one certificate in PEM.
  public let key: String
}

/// The object that a file comes from, by its name.
public enum FileSource: Sendable, Hashable {
  /// A Secret.
  case secret(String)
  /// A ConfigMap.
  case configMap(String)
}

extension CertificateAuthority: Fragment {
  init(reading fields: inout FieldReader) {
    source = fields.exactlyOne(
      .member(
        "configMap", .string(.subdomain),
        "The name of a ConfigMap in the same namespace, such as one of trust-manager's.", FileSource.configMap),
      .member(
        "secret", .string(.subdomain),
        "The name of a Secret in the same namespace, such as one of cert-manager's.", FileSource.secret))
    key =
      fields.optional(
        "key", .string(.configMapKey),
        "The key in it whose value are the certificates to trust, in PEM. The default is ca.crt.") ?? "ca.crt"
  }
}
