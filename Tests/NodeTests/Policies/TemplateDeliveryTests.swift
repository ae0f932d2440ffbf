import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// A policy with delivery Template: TLS for what somebody else has deployed.
  @Suite struct TemplateDeliveryTests {
    @Test func deploymentsOfOthersAreExtendedOneByOneAndGivenBack() async throws {
      try await PodNamespace.with { namespace in
        let applications = try await LegacyApplications(in: namespace)
        let old = ["cart", "shop"]
        for name in old { try await applications.deploy(name) }
        for name in old { try await applications.expectPlain(name) }
        let before = try await applications.specs(of: old)

        try await RolloutHistory.with(namespace) { history in
          #expect(try await history.rollouts().finished.sorted() == old)
          try await Self.apply(in: namespace)
          try await namespace.untilPolicyIsReady(workloads: 2)
          for name in old { try await applications.expectTLS(name, mutual: true) }

          try await applications.deploy("blog")
          try await namespace.untilPolicyIsReady(workloads: 3)
          try await applications.expectTLS("blog", mutual: true)

          try await Self.apply(in: namespace, cpu: "30m")
          try await namespace.untilPolicyIsReady(workloads: 3)
          for name in ["blog", "cart", "shop"] { try await applications.expectTLS(name, mutual: true) }
          let requests =
            "{.spec.template.spec['containers', 'initContainers'][?(@.name=='tls')].resources.requests.cpu} "
          #expect(
            try await namespace.kubectl("get", "deployments", "--output", "jsonpath={range .items[*]}\(requests){end}")
              == "30m 30m 30m")
          let rollouts = try await history.rollouts()
          #expect(rollouts.atOnce == 1)
          #expect(rollouts.finished.suffix(3) == ["blog", "cart", "shop"])
        }

        try await namespace.deletePolicy()
        try await applications.untilGivenBack(old, as: before)
        try await applications.expectPlain("blog")
        #expect(try await !namespace.haveTraces("deployments"))
        try await eventually("nothing of the policy is left") {
          let all = try await namespace.kubectl("get", "podpatterns,configmaps", "--output", "name")
          let revisions = try await Node.run(
            "kubectl", "get", "controllerrevisions", "--namespace", "podpattern-system", "--output", "name")
          return "\(all) \(revisions)".contains(namespace.name) ? nil : true
        }
      }
    }

    /// Applies the example, whose tenth of the workloads is never less than one of them.
    private static func apply(in namespace: PodNamespace, cpu: JSON = "20m") async throws {
      try await namespace.apply(policy: "tls-everywhere") { policy in
        policy["spec"]?["rollout"]?["soak"] = "0s"
        policy["spec"]?.changeEach("patterns") {
          $0["ambassador"]?["tlsTermination"]?["resources"] = ["requests": ["cpu": cpu]]
        }
      }
    }
  }
}
