import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import PodPatternOperator
import TestSupport
import Testing

/// Gives the suites of policies an API server of their own: policies are for the whole cluster, which other suites share. No
/// controllers run there, so that a test can play that of the Deployments.
struct PolicyServer: SuiteTrait, TestScoping {
  /// What the tests need of it.
  struct Current: Sendable {
    let server: BreakableServer
    /// An account with the rights of `deploy/`.
    let operatorAccount: ClientConfiguration
  }

  @TaskLocal private static var current: Current?

  func provideScope(
    for test: Test, testCase: Test.Case?, performing function: @Sendable () async throws -> Void
  ) async throws {
    let flags = [
      // So that it does not wait for its watchers when it is ended.
      "--request-timeout=5s",
      // As administrators of Kubernetes 1.34 and 1.35 switch MutatingAdmissionPolicies on.
      "--runtime-config=\(AdmissionPolicies.group)/v1beta1=true",
    ]
    try await BreakableServer.with(purpose: "policies", flags: flags) { server in
      let account = try await TestServer.withClient(server.configuration) { admin in
        try await Self.install(admin)
        return try await Self.account(admin, server.configuration)
      }
      try await Self.$current.withValue(Current(server: server, operatorAccount: account)) { try await function() }
    }
  }

  /// The server of the suites that run.
  static func get() throws -> Current { try #require(current) }

  private static func install(_ admin: KubernetesClient) async throws {
    for definition in CustomResourceDefinition.all {
      try await admin.create(.customResourceDefinitions, definition)
    }
    try await untilServed([PodPattern.plural, ClusterPodPattern.plural], admin)
    try await PolicyReportDefinition.install(admin)
    let files = [
      "namespace", "service-account", "cluster-role", "cluster-role-binding", "policy-rights", "admission-rights",
    ]
    for file in files {
      for object in try DeployedManifests.read(file) {
        let resource = try #require(resources[object["kind"]?.string ?? ""])
        let key = try #require(ObjectKey(of: object))
        try await admin.apply(resource, key, object, options: ApplyOptions(fieldManager: "user"))
      }
    }
  }

  /// Waits until the server has these resources of ours, and no others.
  static func untilServed(_ plurals: Set<String>, _ admin: KubernetesClient) async throws {
    try await eventually("\(plurals.sorted()) are served") {
      let served = try await admin.servedResources(group: PodPattern.group, version: PodPattern.version)
      return served.filter { !$0.contains("/") } == plurals ? true : nil
    }
  }

  private static let resources: [String: APIResource] = {
    let access = { (kind: String, plural: String, isNamespaced: Bool) in
      APIResource(
        group: "rbac.authorization.k8s.io", version: "v1", kind: kind, plural: plural, isNamespaced: isNamespaced)
    }
    return [
      "Namespace": .namespaces, "ServiceAccount": .serviceAccounts,
      "ClusterRole": access("ClusterRole", "clusterroles", false),
      "ClusterRoleBinding": access("ClusterRoleBinding", "clusterrolebindings", false),
      "Role": access("Role", "roles", true), "RoleBinding": access("RoleBinding", "rolebindings", true),
    ]
  }()

  private static func account(
    _ admin: KubernetesClient, _ configuration: ClientConfiguration
  ) async throws -> ClientConfiguration {
    let token = try await admin.token(of: ObjectKey(namespace: "podpattern-system", name: "podpattern"))
    var account = configuration
    account.tls.clientCertificate = nil
    account.credentials = .token(Secret(token))
    return account
  }
}

extension Trait where Self == PolicyServer {
  /// An API server of the suites' own.
  static var policyServer: Self { PolicyServer() }
}

/// The suites of policies on a real API server, one test after the other: each runs an operator for the whole cluster.
@Suite("Policies", .serialized, .enabled(if: TestServer.isAvailable, TestCluster.requirement), .policyServer)
enum PolicySuites {}
