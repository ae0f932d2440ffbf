import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("A policy of a large cluster")
  struct ScaleTests {
    @Test("500 Deployments in 50 namespaces, a tenth at a time", .timeLimit(.minutes(5)))
    func manyWorkloads() async throws {
      try await PolicyCluster.with { cluster in
        try await DeploymentController.with(cluster, finishes: false) { controller in
          let all = try await cluster.makeDeployments(10, inNamespaces: 50)
          try await cluster.settle(controller, all)
          try await cluster.withOperator {
            try await cluster.apply(["enforcement": "Audit"])
            #expect(try await cluster.untilReady("Audited").counts == PolicyCounts(matched: 500, pending: 500))
            try await cluster.apply(["rollout": ["maxUnavailable": "10%"]])
            try await cluster.roll(controller, 500, of: 500, bound: 50)
            try await cluster.untilReady("Enforced")
            #expect(controller.width == 50)
            #expect(try await cluster.extended().count == 500)
            // A namespace that leaves takes its own workloads with it, and no others.
            let start = try cluster.current.server.auditTrail.end()
            try await cluster.makeNamespace(cluster.namespace(7), labels: [:])
            try await cluster.untilStatus("one namespace has left") { $0.counts?.matched == 490 }
            try await eventually("its PodPatterns have gone") {
              try await cluster.members().count == 490 ? true : nil
            }
            let touched = Set(try cluster.writes(since: start).map(\.namespace)).subtracting([""])
            #expect(touched == [cluster.namespace(7)])
            try await cluster.leaveNoTrace(Array(all.prefix(5)))
          }
        }
      }
    }
  }
}
