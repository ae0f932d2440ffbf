import FoundationEssentials
import KubernetesClient
import TestSupport
import Testing

/// What the operator's suites need beside the API server: the operator's own account there, and the server's audit log.
struct TestCluster: Sendable {
  /// Credentials of the ServiceAccount of `deploy/`: what works with them works with exactly the rights granted there.
  let operatorKubeconfig: String
  let auditLog: String

  /// `nil` where something of it is not named in the environment.
  static let current: TestCluster? = {
    let environment = ProcessInfo.processInfo.environment
    guard TestServer.isAvailable, let account = environment["PODPATTERN_TEST_OPERATOR_KUBECONFIG"],
      let auditLog = environment["PODPATTERN_AUDIT_LOG"]
    else { return nil }
    return TestCluster(operatorKubeconfig: account, auditLog: auditLog)
  }()

  static let isAvailable = current != nil

  /// What a skipped test says.
  static let requirement: Comment =
    "needs an API server: hack/test starts one and sets PODPATTERN_TEST_KUBECONFIG, …_OPERATOR_KUBECONFIG and PODPATTERN_AUDIT_LOG"
}
