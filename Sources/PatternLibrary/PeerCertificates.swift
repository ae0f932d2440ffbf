import JSONTree
import PodPatternAPI

/// The certificates by which a container knows a server, and shows the server who it is itself.
struct PeerCertificates: Sendable {
  /// Where ``authority`` is mounted, as ``CertificateAuthority/fileName``.
  static let authorityDirectory = "/etc/podpattern-ca"
  /// Where ``clientCertificateSecret`` is mounted, as `tls.crt` and `tls.key`.
  static let certificateDirectory = "/etc/podpattern-certificate"

  let authority: CertificateAuthority?
  let clientCertificateSecret: String?

  /// The volumes of a pattern with the certificates, and where they are mounted.
  func volumes(of pattern: String) -> [(volume: JSON, directory: String)] {
    var volumes: [(JSON, String)] = []
    if let authority { volumes.append((authority.volume(named: "\(pattern)-ca"), Self.authorityDirectory)) }
    if let clientCertificateSecret {
      let secret: JSON = ["secretName": .string(clientCertificateSecret)]
      volumes.append((["name": .string("\(pattern)-certificate"), "secret": secret], Self.certificateDirectory))
    }
    return volumes
  }
}

extension JSON {
  /// Where a container has a volume that it only reads.
  static func readOnlyMount(of volume: JSON, at directory: String) -> JSON {
    ["name": volume["name"] ?? .null, "mountPath": .string(directory), "readOnly": true]
  }
}
