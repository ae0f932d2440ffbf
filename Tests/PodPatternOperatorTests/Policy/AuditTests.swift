import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("A policy that audits")
  struct AuditTests {
    @Test("It writes nothing but its own status and reports, which say what would change")
    func touchesNothing() async throws {
      try await PolicyCluster.with { cluster in
        let all = try await cluster.makeDeployments(2, inNamespaces: 2)
        try await cluster.makeDeployment(all[0]) { $0.addContainer("logs") }
        let before = try await cluster.versions(all)
        let start = try cluster.current.server.auditTrail.end()
        try await cluster.withOperator {
          try await cluster.apply(["enforcement": "Audit"])
          let status = try await cluster.untilReady("Audited")
          #expect(status.counts == PolicyCounts(matched: 4, pending: 3, failed: 1))
          #expect(status.failures.map(\.name) == [all[0].name] && status.revision == nil)
          #expect(status.failures.first?.message.contains("logs") == true)
          #expect(try await cluster.versions(all) == before)
          try await cluster.makeDeployment(all[0])
          try await cluster.untilStatus("what is mended counts") { $0.counts?.pending == 4 }
          try await cluster.deletePolicy()
        }
        let writes = try cluster.writes(since: start)
        #expect(!writes.isEmpty)
        #expect(writes.filter { !["clusterpodpatterns/status", "policyreports"].contains($0.resource) } == [])
      }
    }

    @Test("When it no longer enforces, everything is given back; what has everything of its own is compliant")
    func givesBack() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        let before = try await cluster.deployment(all[0])["spec", "template"]
        try await cluster.withOperator {
          try await cluster.apply()
          try await cluster.untilReady("Enforced")
          let extended = try await cluster.deployment(all[0])["spec", "template", "spec"]
          try await cluster.apply(["enforcement": "Audit"])
          let status = try await cluster.untilReady("Audited")
          #expect(status.counts == PolicyCounts(matched: 2, pending: 2))
          #expect(try await cluster.members().isEmpty)
          #expect(try await cluster.deployment(all[0])["spec", "template"] == before)
          #expect(try await cluster.extended().isEmpty)
          try await cluster.makeDeployment(all[1]) { $0["spec"]?["template"]?["spec"] = extended }
          try await cluster.untilStatus("what has everything is compliant") {
            $0.counts == PolicyCounts(matched: 2, compliant: 1, pending: 1)
          }
          try await cluster.deletePolicy()
        }
      }
    }
  }
}

extension PolicyCluster {
  /// The versions of Deployments, which change with any write.
  fileprivate func versions(_ keys: [ObjectKey]) async throws -> [JSON?] {
    var versions: [JSON?] = []
    for key in keys { versions.append(try await deployment(key)["metadata", "resourceVersion"]) }
    return versions
  }
}
