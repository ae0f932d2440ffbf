import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

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

    @Test(
      "for what the API server enforces itself are all made use of, and no others",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func admissionRightsAreNeeded() async throws {
      let granted = try GrantedRights.read(["admission-rights"])
      try await PolicyCluster.withDeployments(1, inNamespaces: 1) { cluster, _, all in
        let start = try cluster.current.server.auditTrail.end()
        try await cluster.withOperator {
          let proxy: JSON = ["name": "proxy", "ambassador": ["container": ["image": "example.com/proxy:1"]]]
          try await cluster.apply(
            ["patterns": [proxy], "delivery": "Admission", "validation": ["action": "Audit"]])
          try await cluster.untilReady("Enforced")
          try await cluster.leaveNoTrace(all)
        }
        try await eventually("the rights in use are \(granted.sorted())") {
          let used = try cluster.requests(since: start).flatMap(\.rights)
          return granted == Set(used.filter { $0.hasSuffix(".\(AdmissionPolicies.group)") }) ? true : nil
        }
      }
    }
  }
}
