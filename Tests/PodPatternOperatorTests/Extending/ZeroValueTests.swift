import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite("What the API server leaves out", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ZeroValueTests {
  @Test("is no difference: an empty variable, a probe that begins at once")
  func noDifference() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      var pattern = Sample.logs
      var application: JSON = ["readinessProbe": ["tcpSocket": ["port": 8080], "initialDelaySeconds": 0]]
      // Kubernetes 1.20 takes an empty text in a custom resource for null.
      if try await namespace.admin.serverVersion() >= ServerVersion(major: 1, minor: 25) {
        application["env"] = [["name": "HTTP_PROXY", "value": ""]]
      }
      pattern["application"] = application
      let manifest = Sample.extending("app", patterns: [pattern])
      try await namespace.withOperator {
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        let log = AuditLog(namespace: namespace)
        let before = try await log.now()
        try await namespace.admin.patch(
          .deployments, namespace.key("app"), mergePatch: ["metadata": ["labels": ["somebody": "else"]]])
        try await namespace.settle()
        let requests = try await log.operatorRequests(since: before)
        #expect(requests.filter { $0.isWrite && $0.resource == "deployments" } == [])
      }
    }
  }
}
