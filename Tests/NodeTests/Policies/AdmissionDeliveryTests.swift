import JSONTree
import TestSupport
import Testing

extension NodeSuites {
  /// A policy with delivery Admission: the API server itself gives TLS to every Pod that is created.
  @Suite struct AdmissionDeliveryTests {
    @Test(.needsKubernetes(minor: 36))
    func theServerExtendsPodsOfAnyKindAndTheOperatorRestartsOthersOneByOne() async throws {
      try await PodNamespace.with { namespace in
        let applications = try await LegacyApplications(in: namespace)
        let old = ["blog", "cart"]
        for name in old { try await applications.deploy(name) }
        for name in old { try await applications.expectPlain(name) }
        let before = try await applications.specs(of: old)

        try await RolloutHistory.with(namespace) { history in
          try await namespace.apply(policy: "tls-by-admission") { $0["spec"]?["rollout"] = ["maxUnavailable": 1] }
          try await namespace.untilPolicyIsReady(workloads: 2)
          for name in old { try await applications.expectTLS(name, mutual: false) }
          #expect(try await history.rollouts().atOnce == 1)
        }
        try await Self.expectNewPodsToBeExtended(applications)
        try await namespace.untilPolicyIsReady(workloads: 3)

        try await namespace.deletePolicy()
        try await untilNoPodIsExtended(in: namespace)
        try await applications.untilGivenBack(old, as: before)
        try await applications.expectTLS("shop", mutual: false)
        #expect(try await !namespace.haveTraces("deployments"))
      }
    }

    /// Creates a Deployment, a bare Pod and a Job, for which the operator does nothing.
    private static func expectNewPodsToBeExtended(_ applications: LegacyApplications) async throws {
      let namespace = applications.namespace
      try await applications.deploy("shop")
      try await namespace.apply(bare)
      try await namespace.apply(job)
      let names = ["shop", "bare", "batch"]
      for name in names { try await applications.expectTLS(name, mutual: false) }

      try await namespace.kubectl("exec", "job/batch", "--container", "app", "--", "touch", "/tmp/end")
      try await namespace.explaining {
        try await namespace.kubectl("wait", "--for=condition=Complete", "--timeout=60s", "job/batch")
      }
      let phase = "jsonpath={.items[*].status.phase}"
      #expect(try await namespace.kubectl("get", "pods", "--selector", "app=batch", "--output", phase) == "Succeeded")
      let requests = try await Node.auditTrail().requests(mentioning: namespace.name)
        .filter { request in names.contains { request.name.contains($0) } }
      #expect(requests.contains { $0.verb == "create" })
      #expect(requests.filter { $0.user == NodeOperator.user } == [])
    }

    private static let bare: JSON = .object(
      LegacyApplications.pod("bare").merging(["apiVersion": "v1", "kind": "Pod"]) { old, _ in old })

    /// It is done once it is told so.
    private static let job: JSON = {
      var pod = LegacyApplications.pod("batch", end: "until [ -e /tmp/end ]; do sleep 0.1; done")
      pod["spec"]?["restartPolicy"] = "Never"
      return [
        "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "batch"], "spec": ["template": .object(pod)],
      ]
    }()

    /// Waits until the API server extends Pods no more: that is so some time after its policy has gone.
    private func untilNoPodIsExtended(in namespace: PodNamespace) async throws {
      let path = "\(namespace.directory.path)/probe"
      var probe = Self.bare
      probe["metadata"]?["name"] = "probe"
      try TemporaryDirectory.write(probe.serializedString(), to: path)
      try await eventually("no Pod is extended") {
        let added = try await namespace.attempt(
          "create", "--dry-run=server", "--filename", path, "--output", "jsonpath={.spec.initContainers[*].name}")
        return added == "" ? true : nil
      }
    }
  }
}
