import JSONTree
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("The PolicyReports of a policy")
  struct ReportTests {
    @Test("Each namespace has one that says what the policy says of its workloads, and that goes with it")
    func reports() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 2) { cluster, controller, all in
        try await cluster.makeDeployment(all[0]) { $0.addContainer("logs") }
        try await cluster.withOperator {
          try await cluster.apply(["enforcement": "Audit"])
          let audited = try await cluster.untilReported(["error": 1, "fail": 1], ["fail": 2])
          let first = try #require(audited[0]["results"]?.array?.first)
          #expect(first["result"] == "error" && first["message"]?.string?.contains("logs") == true)
          #expect(first["policy"]?.string == cluster.team && first["source"] == "podpattern")
          #expect(first["resources"]?.array?.first?["name"]?.string == all[0].name)

          try await cluster.makeDeployment(all[0])
          try await cluster.apply()
          let enforced = try await cluster.untilReported(["pass": 2], ["pass": 2])
          let versions = enforced.map { $0["metadata", "resourceVersion"] }
          try await cluster.untilReady("Enforced")
          #expect(try await cluster.reports().map { $0["metadata", "resourceVersion"] } == versions)
        }
        // A new process writes nothing that is so already, and keeps what is about other namespaces.
        let start = try cluster.current.server.auditTrail.end()
        try await cluster.withOperator {
          try await cluster.makeNamespace(cluster.namespace(1), labels: [:])
          try await eventually("one namespace has left the policy") {
            try await cluster.reports().count == 1 ? true : nil
          }
          let writes = try cluster.writes(since: start).filter { $0.resource == "policyreports" }
          #expect(writes.map(\.verb) == ["delete"])
          try await cluster.deletePolicy()
          try await eventually("the reports have gone") { try await cluster.reports().isEmpty ? true : nil }
        }
      }
    }
  }
}
