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

    /// The Deployments whose Pods the policy has had created anew.
    private static func restarted(_ cluster: PolicyCluster, _ all: [ObjectKey]) async throws -> [ObjectKey] {
      var keys: [ObjectKey] = []
      for key in all where try await cluster.deployment(key).isRestarted { keys.append(key) }
      return keys
    }

    @Test(
      "Pods that are created while no operator runs are extended; those that run are created anew in waves, also when the policy goes",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func delivers() async throws {
      try await PolicyCluster.withDeployments(3, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
          let status = try await cluster.untilReady("Enforced")
          #expect(status.delivery == .admission && status.revision == 1)
          #expect(status.counts == PolicyCounts(matched: 3, compliant: 3))
          #expect(controller.width == 1, "one after the other")
          #expect(try await Self.restarted(cluster, all) == all)
          #expect(try await cluster.extended("proxy").isEmpty, "nothing but an annotation is in the templates")
        }
        try await Self.expectExtendedPod(cluster)
        try await cluster.withOperator {
          let new = ObjectKey(namespace: cluster.namespace(0), name: "new")
          try await cluster.makeDeployment(new)
          let status = try await cluster.untilStatus("the new one counts") { $0.counts?.compliant == 4 }
          #expect(status.condition("Ready")?.status == .true)
          #expect(try await cluster.deployment(new).isAsMade, "its Pods have it from the start")
          let start = try cluster.current.server.auditTrail.end()
          try await cluster.leaveNoTrace(all)
          #expect(try await Self.policies(cluster) == [])
          let deletions = try cluster.writes(since: start).filter { $0.verb == "delete" && $0.succeeded }
          let order = deletions.sorted { $0.receivedAt < $1.receivedAt }.map(\.resource)
          #expect(
            order.prefix(3) == ["mutatingadmissionpolicybindings", "mutatingadmissionpolicies", "podpatterns"],
            "no Pod is created anew while it would still be extended")
        }
      }
    }

    @Test(
      "Another revision has the Pods created anew, and so has going back to the first",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func revisions() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
          try await cluster.untilReady("Enforced")
          let first = try await cluster.deployment(all[0])["metadata", "generation"]
          let other: JSON = [["name": "other", "ambassador": ["container": ["image": "example.com/proxy:2"]]]]
          try await cluster.apply(["patterns": other, "delivery": "Admission"])
          try await cluster.untilStatus("revision 2 is there") { $0.revision == 2 && $0.counts?.compliant == 2 }
          let second = try await cluster.deployment(all[0])["metadata", "generation"]
          #expect(second != first)
          try await Self.expectExtendedPod(cluster, by: "other")
          try await cluster.apply(["patterns": other, "delivery": "Admission", "rollout": ["revision": 1]])
          try await cluster.untilStatus("revision 1 is back") { $0.revision == 1 && $0.counts?.compliant == 2 }
          #expect(try await cluster.deployment(all[0])["metadata", "generation"] != second)
          try await Self.expectExtendedPod(cluster)
          #expect(controller.width == 1)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test(
      "From one delivery to the other each workload is rolled once, and new Pods are extended all the while",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func changes() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply(["patterns": Self.patterns])
          try await cluster.untilReady("Enforced")
          try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
          try await cluster.untilStatus("all depend on the API server") {
            $0.delivery == .admission && $0.counts?.compliant == 2
          }
          #expect(try await Self.restarted(cluster, all) == all)
          #expect(try await cluster.extended("proxy").isEmpty)

          controller.setBroken(all[0], true)
          try await cluster.apply(["patterns": Self.patterns])
          try await cluster.untilStatus("the first is rolling") {
            $0.delivery == .template && $0.counts?.updating == 1
          }
          #expect(try await cluster.extended("proxy") == [all[0]])
          try await Self.expectExtendedPod(cluster)
          controller.setBroken(all[0], false)
          try await cluster.untilReady("Enforced")
          #expect(try await cluster.extended("proxy") == Set(all))
          #expect(try await Self.restarted(cluster, all) == [])
          try await eventually("the API server extends no more Pods") {
            try await Self.policies(cluster) == [] ? true : nil
          }
          #expect(controller.width == 1)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    private static func expectExtendedPod(_ cluster: PolicyCluster, by container: String = "proxy") async throws {
      let namespace = cluster.namespace(0)
      let account = ObjectKey(namespace: namespace, name: "default")
      try await cluster.admin.apply(
        .serviceAccounts, account,
        ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "default"]],
        options: ApplyOptions(fieldManager: "tests"))
      try await eventually("a Pod is extended") {
        let pod = try await cluster.admin.create(
          .pods, namespace: namespace,
          [
            "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "bare"],
            "spec": ["containers": [["name": "web", "image": "example.com/web:1"]]],
          ], options: WriteOptions(dryRun: true))
        return pod["spec", "initContainers"]?.array?.first?["name"]?.string == container ? true : nil
      }
    }

    @Test(
      "A workload whose Pods the API server leaves as they are has failed, and is not restarted",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func obstacle() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.makeDeployment(all[0]) { $0.addContainer("proxy") }
        try await cluster.withOperator {
          try await cluster.apply([
            "patterns": Self.patterns, "delivery": "Admission", "rollout": ["pauseOnFailure": false],
          ])
          let status = try await cluster.untilStatus("the other one has it") { $0.counts?.compliant == 1 }
          #expect(status.counts == PolicyCounts(matched: 2, compliant: 1, failed: 1))
          #expect(status.failures.first?.message.contains("container \"proxy\"") == true, "\(status.failures)")
          #expect(try await Self.restarted(cluster, all) == [all[1]])
          try await cluster.makeDeployment(all[0])
          try await cluster.untilReady("Enforced")
          #expect(try await Self.restarted(cluster, all) == all)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test(
      "A server that has it as v1beta1 is told so",
      .enabled(AdmissionStage.requirement, AdmissionStage.isAvailable))
    func beta() async throws {
      try await PolicyCluster.with { cluster in
        try await cluster.makeDeployments(0, inNamespaces: 1)
        try await HTTPFaultProxy.with(cluster.current.operatorAccount) { proxy in
          proxy.begin(WithoutAPIGroup(AdmissionPolicies.group, version: "v1"))
          try await cluster.withOperator(through: proxy) {
            let start = try cluster.current.server.auditTrail.end()
            try await cluster.apply(["patterns": Self.patterns, "delivery": "Admission"])
            try await cluster.untilReady("Enforced")
            let versions = try cluster.writes(since: start).filter { $0.group == AdmissionPolicies.group }.map(
              \.version)
            #expect(Set(versions) == ["v1beta1"])
            try await Self.expectExtendedPod(cluster)
            try await cluster.leaveNoTrace([])
          }
        }
      }
    }

    @Test(
      "A server that cannot do it is named in the status, with what would be needed",
      .enabled("needs an API server that is older than 1.34: hack/test without KUBEBUILDER_ASSETS") {
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

extension JSON {
  /// Whether a Deployment's pod template has the annotation by which its Pods are created anew.
  fileprivate var isRestarted: Bool {
    (self["spec", "template", "metadata", "annotations"]?.object ?? [:]).keys.contains {
      $0.hasPrefix("restart.podpattern.dev/")
    }
  }
}
