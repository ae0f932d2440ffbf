import JSONTree
import PodPatternAPI

/// How Envoy speaks TLS to a server: whose certificate, of which name, and with which certificate of its own.
///
/// Certificates are given by files of their own (SDS), whose volumes Envoy watches: a renewed one is used for the next
/// connection.
struct EnvoyTLS: Sendable {
  let serverName: String
  let certificateAuthority: CertificateAuthority?
  let clientCertificateSecret: String?
  var alpnProtocols: [String] = []

  /// The authorities that Debian's images trust, and Envoy's are Debian's or Ubuntu's.
  private static let systemAuthorities = "/etc/ssl/certs/ca-certificates.crt"
  private static let authorityFile = "authority.json"
  private static let certificateFile = "certificate.json"

  /// The `transport_socket` of a cluster.
  var transportSocket: JSON {
    var common: JSONObject = [
      "tls_params": ["tls_minimum_protocol_version": "TLSv1_2", "tls_maximum_protocol_version": "TLSv1_3"],
      "validation_context_sds_secret_config": Self.secret("authority", Self.authorityFile),
    ]
    if clientCertificateSecret != nil {
      common["tls_certificate_sds_secret_configs"] = [Self.secret("certificate", Self.certificateFile)]
    }
    if !alpnProtocols.isEmpty { common["alpn_protocols"] = .array(alpnProtocols.map(JSON.string)) }
    var context: JSONObject = ["common_tls_context": .object(common)]
    if !isAddress { context["sni"] = .string(serverName) }
    return [
      "name": "envoy.transport_sockets.tls",
      "typed_config": EnvoyConfiguration.typed(
        "extensions.transport_sockets.tls.v3.UpstreamTlsContext", context),
    ]
  }

  private static func secret(_ name: String, _ file: String) -> JSON {
    [
      "name": .string(name),
      "sds_config": ["path_config_source": ["path": .string("\(EnvoyConfiguration.directory)/\(file)")]],
    ]
  }

  /// The files that say where the certificates are.
  var files: [String: String] {
    var authority: JSONObject = [
      "trusted_ca": ["filename": .string(Self.systemAuthorities)],
      "match_typed_subject_alt_names": [
        ["san_type": isAddress ? "IP_ADDRESS" : "DNS", "matcher": ["exact": .string(serverName)]]
      ],
    ]
    if certificateAuthority != nil {
      authority["trusted_ca"] = [
        "filename": .string("\(PeerCertificates.authorityDirectory)/\(CertificateAuthority.fileName)")
      ]
      authority["watched_directory"] = ["path": .string(PeerCertificates.authorityDirectory)]
    }
    var files = [Self.authorityFile: Self.resource("authority", ["validation_context": .object(authority)])]
    if clientCertificateSecret != nil {
      let certificate: JSON = [
        "certificate_chain": ["filename": .string("\(PeerCertificates.certificateDirectory)/tls.crt")],
        "private_key": ["filename": .string("\(PeerCertificates.certificateDirectory)/tls.key")],
        "watched_directory": ["path": .string(PeerCertificates.certificateDirectory)],
      ]
      files[Self.certificateFile] = Self.resource("certificate", ["tls_certificate": certificate])
    }
    return files
  }

  private static func resource(_ name: String, _ members: JSONObject) -> String {
    let secret = EnvoyConfiguration.typed(
      "extensions.transport_sockets.tls.v3.Secret", members.merging(["name": .string(name)]) { $1 })
    return (["resources": [secret]] as JSON).serializedString()
  }

  /// The volumes of a pattern with the certificates, and where they are mounted.
  func volumes(of pattern: String) -> [(volume: JSON, directory: String)] {
    PeerCertificates(authority: certificateAuthority, clientCertificateSecret: clientCertificateSecret)
      .volumes(of: pattern)
  }

  /// Whether the server is named by an IPv4 address, which TLS has no SNI for.
  private var isAddress: Bool {
    let parts = serverName.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
  }
}
