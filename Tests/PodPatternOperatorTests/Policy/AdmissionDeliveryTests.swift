import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

extension PolicySuites {
  @Suite("A policy with delivery Admission")
  struct AdmissionDeliveryTests {
    private static let patterns: JSON = [
      ["name": "proxy", "ambassador": ["container": ["image": "example.com/proxy:1"]]]
    ]

    private static func policies(_ cluster: PolicyCluster) async throws -> [String] {
      let key = ObjectKey(name: AdmissionPolicies.name(of: cluster.team))
      var kinds: [String] = []
      for resource in try await cluster.admin.servedAdmissionPolicies() {
        let id = ObjectID(resource: resource, key: key)
        if try await cluster.admin.find(id) != nil { kinds.append(resource.kind) }
      }
      return kinds
    }

    @Test(
      "Pods that are created while no operator runs are extended, and what was extended before is given back",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func delivers() async throws {
      try await PolicyCluster.with { cluster in
        try await DeploymentController.with(cluster) { controller in
          let all = try await cluster.makeDeployments(1, inNamespaces: 1)
          try await cluster.settle(controller, all)
          try await cluster.withOperator {
            try await cluster.apply(["patterns": Self.patterns])
            try await cluster.untilReady("Enforced")
            try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
            let status = try await cluster.untilReady("Admitting")
            #expect(status.delivery == .admission && status.counts == nil)
            #expect(try await cluster.members().isEmpty)
            #expect(try await cluster.deployment(all[0]).isAsMade)
          }
          try await Self.expectExtendedPod(cluster)
          try await cluster.withOperator {
            try await cluster.apply(["patterns": Self.patterns])
            try await cluster.untilReady("Enforced")
            #expect(try await Self.policies(cluster) == [])
            try await cluster.leaveNoTrace(all)
          }
        }
      }
    }

    private static func expectExtendedPod(_ cluster: PolicyCluster) async throws {
      let namespace = cluster.namespace(0)
      try await cluster.admin.create(
        .serviceAccounts, namespace: namespace,
        ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default"]])
      try await eventually("a Pod is extended") {
        let pod = try await cluster.admin.create(
          .pods, namespace: namespace,
          [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "bare"],
            "spec": ["containers": [["name": "web", "image": "example.com/web:1"]]],
          ], options: WriteOptions(dryRun: true))
        return pod["spec", "initContainers"]?.array?.first?["name"] == "proxy" ? true : nil
      }
    }

    @Test(
      "A server that cannot do it is named in the status, with what would be needed",
      .enabled("needs an API server that is older than Kubernetes 1.34: hack/test without KUBEBUILDER_ASSETS") {
        try await !AdmissionStage.isAvailable()
      })
    func oldServer() async throws {
      try await PolicyCluster.with { cluster in
        try await cluster.makeDeployments(1, inNamespaces: 1)
        try await cluster.withOperator {
          try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
          let status = try await cluster.untilReady("NotAdmissible")
          #expect(status.condition("Stalled")?.message.contains("that needs Kubernetes 1.36") == true)
          #expect(try await cluster.members().isEmpty)
          try await cluster.deletePolicy()
        }
      }
    }
  }
}
