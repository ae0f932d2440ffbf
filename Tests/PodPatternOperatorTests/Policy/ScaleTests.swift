import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("A policy of a large cluster")
  struct ScaleTests {
    /// How many namespaces there are, with ten workloads each: 50 with `PODPATTERN_TEST_NAMESPACES=50`, which takes minutes.
    private static let namespaces =
      ProcessInfo.processInfo.environment["PODPATTERN_TEST_NAMESPACES"].flatMap(Int.init) ?? 10

    @Test("All Deployments of many namespaces, a tenth at a time", .timeLimit(.minutes(15)))
    func manyWorkloads() async throws {
      let count = Self.namespaces * 10
      try await PolicyCluster.withDeployments(10, inNamespaces: Self.namespaces, finishes: false) {
        cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply(["enforcement": "Audit"])
          #expect(try await cluster.untilReady("Audited").counts == PolicyCounts(matched: count, pending: count))
          try await cluster.apply(["rollout": ["maxUnavailable": "10%"]])
          try await cluster.roll(controller, count, of: count, bound: count / 10)
          try await cluster.untilReady("Enforced")
          #expect(controller.width == count / 10)
          #expect(try await cluster.extended().count == count)
          // A namespace that leaves takes its own workloads with it, and no others.
          let start = try cluster.current.server.auditTrail.end()
          try await cluster.makeNamespace(cluster.namespace(7), labels: [:])
          try await cluster.untilStatus("one namespace has left") { $0.counts?.matched == count - 10 }
          try await eventually("its PodPatterns have gone") {
            try await cluster.members().count == count - 10 ? true : nil
          }
          // Reports of what was before may still be written.
          let writes = try cluster.writes(since: start).filter { $0.resource != "policyreports" }
          let touched = Set(writes.map(\.namespace)).subtracting([""])
          #expect(touched == [cluster.namespace(7)])
          try await cluster.leaveNoTrace(Array(all.prefix(5)))
        }
      }
    }
  }
}
