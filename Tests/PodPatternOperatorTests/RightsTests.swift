import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PodPatternAPI
import ServiceLifecycleTestKit
import TestSupport
import Testing

@Suite("The operator's rights", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct RightsTests {
  private static let roleFiles = [
    "cluster-role", "role", "components/secure-metrics/review", "components/impersonation/impersonate",
  ]

  @Test("are all made use of", .timeLimit(.minutes(10)))
  func areNeeded() async throws {
    try await TestNamespace.with { namespace in
      try await MonitoringDefinitions.install(namespace.admin)
      let kinds = [APIResource.jobs, .configMaps, .services, .deployments, .serviceMonitors, .podMonitors]
      let patterns = [
        Sample.migration(image: "m:1"), Sample.tls,
        Sample.metrics("smon", port: 9100, monitor: ["kind": "ServiceMonitor"]),
        Sample.metrics("pmon", port: 9101, monitor: ["kind": "PodMonitor"]),
      ]
      let complete = Sample.withoutPods(Sample.application(patterns: patterns))
      let job = try Sample.jobName(of: complete)
      let foreign = { @Sendable (resource: APIResource) in
        Sample.foreign(resource, name: resource == .jobs ? job : nil)
      }
      for resource in kinds { try await namespace.apply(foreign(resource), to: resource) }
      try await namespace.withOperator(recheckInterval: .milliseconds(50)) {
        try await namespace.apply(complete)
        for resource in kinds {
          let name = foreign(resource)["metadata", "name"]?.string ?? ""
          try await eventually("\(resource.kind)/\(name) was looked at") {
            try await AuditLog(namespace: namespace).operatorRequests()
              .contains { ($0.verb, $0.resource, $0.name) == ("get", resource.plural, name) } ? true : nil
          }
          try await namespace.admin.delete(resource, namespace.key(name), propagation: .background)
          if resource == .jobs { try await namespace.endPod(ofJob: name, succeeding: true) }
        }
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        // An event that is repeated is patched.
        for _ in 1...2 {
          try await namespace.admin.delete(.configMaps, namespace.key("web-tls"))
          try await eventually("the ConfigMap is back") { try await namespace.find(.configMaps, "web-tls") }
        }
        var manifest = complete
        manifest["spec"]?["patterns"] = []
        manifest["spec"]?["workload"]?["service"] = Optional.none
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        for kind in Sample.kinds { try await Self.extend(kind, in: namespace) }
        var delegated = Sample.application("delegated", patterns: [])
        delegated["spec"]?["serviceAccountName"] = "default"
        try await namespace.apply(delegated)
        try await namespace.waitFor("Reconciling", reason: "Forbidden", of: "delegated")
      }
      try await Self.leadAndReview(namespace)
      // A server that streams its lists is not asked for them; an older one is.
      let granted = try GrantedRights.read(Self.roleFiles)
      let withoutLists = granted.filter { !$0.hasPrefix("list ") }
      // Some servers write a watch down only when it ends.
      try await eventually("the rights in use are \(granted.sorted())") {
        let used = try await AuditLog(namespace: namespace).rightsInUse()
        return used == granted || used == withoutLists ? true : nil
      }
    }
  }

  /// Extends a workload of a kind, and gives it back.
  private static func extend(_ kind: Sample.Kind, in namespace: TestNamespace) async throws {
    let resource = try #require(await kind.served(by: namespace.admin))
    let name = kind.kind.lowercased()
    try await namespace.apply(kind.manifest(name, as: resource), to: resource)
    try await namespace.apply(kind.extending(name, as: resource, name: name))
    try await eventually("\(kind.kind) is extended") {
      try await namespace.find(resource, name)?["spec"]?.serializedString().contains(kind.added) == true ? true : nil
    }
    try await namespace.admin.delete(.podPatterns, namespace.key(name))
    try await eventually("\(kind.kind) is given back") {
      try await namespace.find(.podPatterns, name) == nil ? true : nil
    }
  }

  /// Makes the lease, renews it and gives it back, and asks whose a token is, with the operator's account.
  private static func leadAndReview(_ namespace: TestNamespace) async throws {
    let lease = ObjectKey(namespace: "podpattern-system", name: "podpattern")
    let leases = APIResource(group: "coordination.k8s.io", version: "v1", kind: "Lease", plural: "leases")
    _ = try? await namespace.admin.delete(leases, lease)
    let logger = Logger(label: "rights") { _ in SwiftLogNoOpLogHandler() }
    let client = try KubernetesClient(
      configuration: .load(kubeconfig: namespace.cluster.operatorKubeconfig),
      userAgent: UserAgent(name: namespace.name, version: "0"), logger: logger)
    let elector = LeaderElector(client: client, lease: lease, logger: logger)
    try await testGracefulShutdown { trigger in
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask { try await elector.run() }
        try await elector.waitUntilLeading()
        trigger.triggerGracefulShutdown()
        try await group.waitForAll()
      }
    }
    let token = try await namespace.admin.token(of: namespace.key("default"))
    _ = await AccessReviewer(client: client, logger: logger).review(token: token, path: "/metrics")
    try await client.shutdown()
  }
}
