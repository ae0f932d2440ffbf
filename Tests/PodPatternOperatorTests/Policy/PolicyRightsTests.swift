import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("The operator's rights for policies")
  struct PolicyRightsTests {
    @Test("are all made use of")
    func areNeeded() async throws {
      try await PolicyCluster.with { cluster in
        let start = try cluster.current.server.auditTrail.end()
        try await DeploymentController.with(cluster) { controller in
          let all = try await cluster.makeDeployments(1, inNamespaces: 1)
          try await cluster.settle(controller, all)
          try await cluster.withOperator {
            try await cluster.apply()
            try await cluster.untilReady("Enforced")
            try await cluster.leaveNoTrace(all)
          }
        }
        let granted = try GrantedRights.read(["policy-rights"])
        // Some servers write a watch down only when it ends.
        try await eventually("the rights in use are \(granted.sorted())") {
          let requests = try cluster.requests(since: start)
          let used = requests.flatMap(\.rights)
          // A server that streams the lists of what is watched is not asked for them; an older one is.
          let unused = granted.subtracting(used)
          return unused.allSatisfy { $0.hasPrefix("list ") && granted.contains("watch \($0.dropFirst(5))") }
            ? true : nil
        }
      }
    }
  }
}
