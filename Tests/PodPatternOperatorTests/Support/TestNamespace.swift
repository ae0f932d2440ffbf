import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternOperator
import TestSupport
import Testing

/// A namespace of its own on the real API server, gone when the test ends.
struct TestNamespace: Sendable {
  let cluster: TestCluster
  let admin: KubernetesClient
  let name: String
  /// What the API server warned the operator of.
  let warnings = WarningLog()

  /// Runs a test in a new namespace.
  static func with(_ body: @Sendable (TestNamespace) async throws -> Void) async throws {
    let cluster = try #require(TestCluster.current, TestCluster.requirement)
    try await TestServer.withNamespace { admin, name in
      try await body(TestNamespace(cluster: cluster, admin: admin, name: name))
    }
  }

  /// Runs the operator for this namespace while the body runs, under the rights of `deploy/`.
  func withOperator(
    allowPrivileged: PrivilegedNamespaces = true, defaultServiceAccount: String? = nil,
    recheckInterval: Duration = .seconds(60), through proxy: HTTPFaultProxy? = nil,
    _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    let direct = try ClientConfiguration.load(kubeconfig: cluster.operatorKubeconfig)
    let account = try proxy?.configuration(of: direct) ?? direct
    try await TestServer.withClient(account, warnings: warnings) { client in
      let logger = Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() }
      let events = EventRecorder(
        client: client, reporter: EventReporter(controller: "podpattern", instance: name), logger: logger)
      let podPatternOperator = Operator(
        client: client,
        configuration: OperatorConfiguration(
          namespace: name, allowPrivileged: allowPrivileged, defaultServiceAccount: defaultServiceAccount,
          recheckInterval: recheckInterval),
        events: events, logger: logger)
      try await podPatternOperator.run(with: events, while: body)
    }
  }
}
