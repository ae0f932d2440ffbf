// From the text of a ClusterPodPattern to what the API server is told.

import JSONTree
import PatternLibrary
import PodPatternAPI
import Testing

enum Policy {
  /// A policy named `platform` with delivery Admission.
  ///
  /// - Parameters:
  ///   - match: members of `match` as a YAML flow mapping without braces.
  ///   - spec: further members of `spec`, indented by two spaces.
  ///   - patterns: the list of patterns, each line as it is.
  static func manifest(match: String = "", spec: String = "", patterns: String) -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: ClusterPodPattern
    metadata: {name: platform}
    spec:
      enforcement: Enforce
      delivery: Admission
      match: {\(match)}
    \(spec)
      patterns:
    \(patterns)
    """
  }

  static func decode(_ yaml: String) throws -> ClusterPodPattern {
    try ClusterPodPattern.decode(try #require(try YAML.parse(Array(yaml.utf8)).first))
  }

  /// What becomes of a policy on a server of Kubernetes 1.`minor`.
  static func compose(
    _ policy: ClusterPodPattern, minor: Int = 36, allowPrivileged: PrivilegedNamespaces = false
  ) -> Composition {
    let options = CompositionOptions(
      capabilities: ClusterCapabilities(kubernetesMinor: minor), allowPrivileged: allowPrivileged)
    return Composer(options).composeAdmission(of: policy, systemNamespaces: ["kube-system", "own"])
  }

  static func objects(_ yaml: String, minor: Int = 36) throws -> [JSON] {
    switch compose(try decode(yaml), minor: minor) {
    case .success(let objects, _, _): return objects
    case .failure(let problems):
      Issue.record("did not compose:\n\(problems.map(\.description).joined(separator: "\n"))")
      return []
    }
  }

  static func problems(_ yaml: String, minor: Int = 36) throws -> [String] {
    guard case .failure(let problems) = compose(try decode(yaml), minor: minor) else { return [] }
    return problems.map(\.description)
  }

  static func warnings(_ yaml: String) throws -> [String] {
    switch compose(try decode(yaml)) {
    case .success(_, _, let warnings): return warnings.map(\.description)
    case .failure(let problems):
      Issue.record("did not compose:\n\(problems.map(\.description).joined(separator: "\n"))")
      return []
    }
  }

  /// An ambassador, and a variable for the application.
  static let tls = """
      - name: tls
        ambassador: {tlsTermination: {listenPort: 8443, applicationPort: 8080, certificateSecret: tls}}
        application: {env: [{name: LISTEN, value: 127.0.0.1}]}
    """
}
