import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

@testable import PodPatternOperator

extension PolicySuites {
  @Suite("The waves of a policy")
  struct WaveTests {
    @Test("They reach all workloads, and are never wider than allowed")
    func bounded() async throws {
      try await PolicyCluster.withDeployments(4, inNamespaces: 3, finishes: false) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply(["rollout": ["maxUnavailable": 3]])
          try await cluster.roll(controller, all.count, of: all.count, bound: 3)
          #expect(controller.width == 3)
          #expect(try await cluster.extended() == Set(all))
          let status = try await cluster.untilReady("Enforced")
          #expect(status.counts == PolicyCounts(matched: 12, compliant: 12) && status.revision == 1)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("The next one begins only when one has been available for the soak time")
    func soak() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        let start = try cluster.current.server.auditTrail.end()
        try await cluster.withOperator {
          try await cluster.apply(["rollout": ["soak": "3s"]])
          try await cluster.untilStatus("the first is watched") {
            $0.counts == PolicyCounts(matched: 2, compliant: 1, pending: 1)
              && $0.condition("Reconciling")?.message.contains("1 watched until the soak time is over") == true
          }
          try await cluster.untilReady("Enforced")
          let writes = try cluster.writes(since: start).filter { $0.resource == "deployments" && $0.succeeded }
          let times = try writes.map { try #require(Date(rfc3339: $0.receivedAt)) }
          let pause = try #require(times.last).timeIntervalSince(try #require(times.first))
          #expect(Set(writes.map(\.name)).count == 2 && pause >= 3, "\(writes) \(pause)")
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("A workload that fails stops the rest until it is available")
    func failure() async throws {
      try await PolicyCluster.withDeployments(3, inNamespaces: 1) { cluster, controller, all in
        try await cluster.makeDeployment(all[0]) { $0.addContainer("logs") }
        try await cluster.withOperator {
          try await cluster.apply()
          let status = try await cluster.untilStatus("stalled") { $0.condition("Stalled")?.status == .true }
          #expect(status.counts == PolicyCounts(matched: 3, pending: 2, failed: 1))
          #expect(status.failures.map(\.name) == ["app-0"])
          #expect(status.failures.first?.message.isEmpty == false)
          #expect(try await cluster.members().count == 1)
          try await cluster.makeDeployment(all[0])
          try await cluster.untilReady("Enforced")
          #expect(try await cluster.extended() == Set(all))
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("A workload that is not available in time stops the rest as well, unless they are to go on")
    func deadline() async throws {
      try await PolicyCluster.withDeployments(3, inNamespaces: 1) { cluster, controller, all in
        controller.setBroken(all[0], true)
        try await cluster.withOperator {
          try await cluster.apply(["rollout": ["progressDeadline": "1s"]])
          let status = try await cluster.untilReady("ProgressDeadlineExceeded")
          #expect(status.counts == PolicyCounts(matched: 3, pending: 2, failed: 1))
          try await cluster.apply(["rollout": ["progressDeadline": "1s", "pauseOnFailure": false]])
          try await cluster.untilStatus("the others are extended") { $0.counts?.compliant == 2 }
          controller.setBroken(all[0], false)
          try await cluster.untilReady("Enforced")
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("They follow the order of a label of the namespaces, and wait while they are paused")
    func order() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 2) { cluster, controller, all in
        let first = cluster.namespace(1)
        try await cluster.makeNamespace(first, labels: ["team": .string(cluster.team), "tier": "canary"])
        let rollout: JSON = ["maxUnavailable": "100%", "order": ["namespaceLabel": "tier"]]
        controller.setBroken(ObjectKey(namespace: first, name: "app-0"), true)
        try await cluster.withOperator {
          try await cluster.apply(["rollout": rollout])
          try await cluster.untilStatus("the first rank is under way") {
            $0.counts == PolicyCounts(matched: 4, compliant: 1, updating: 1, pending: 2)
          }
          #expect(try await cluster.members().allSatisfy { $0["metadata", "namespace"]?.string == first })
          var paused = rollout
          paused["paused"] = true
          try await cluster.apply(["rollout": paused])
          controller.setBroken(ObjectKey(namespace: first, name: "app-0"), false)
          let status = try await cluster.untilReady("Paused")
          #expect(status.counts == PolicyCounts(matched: 4, compliant: 2, pending: 2))
          try await cluster.apply(["rollout": rollout])
          try await cluster.untilReady("Enforced")
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("One field goes back to a kept revision, and forward again")
    func rollback() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply()
          try await cluster.untilReady("Enforced")
          let template = try await cluster.deployment(all[0])["spec", "template"]
          var other = Sample.logs
          other["name"] = "lines"
          try await cluster.apply(["patterns": [other]])
          #expect(try await cluster.untilReady("Enforced").revision == 2)
          #expect(try await cluster.extended("lines") == Set(all))
          try await cluster.apply(["patterns": [other], "rollout": ["revision": 1]])
          #expect(try await cluster.untilReady("Enforced").revision == 1)
          #expect(try await cluster.deployment(all[0])["spec", "template"] == template)
          try await cluster.apply(["patterns": [other], "rollout": ["revision": 7]])
          #expect(
            try await cluster.untilReady("RevisionNotFound").condition("Ready")?.message.contains("1, 2 are") == true)
          #expect(try await cluster.extended() == Set(all))
          try await cluster.apply(["patterns": [other]])
          #expect(try await cluster.untilReady("Enforced").revision == 2)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("So many earlier revisions are kept as the policy wants, and numbers are not used again")
    func history() async throws {
      try await PolicyCluster.withDeployments(1, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          for number in 1...4 {
            var pattern = Sample.logs
            pattern["name"] = .string("logs-\(number)")
            try await cluster.apply(["revisionHistoryLimit": 1, "patterns": [pattern]])
            try await cluster.untilStatus("revision \(number)") {
              $0.revision == number && $0.condition("Ready")?.status == .true
            }
          }
          try await eventually("the old ones have gone") {
            try await cluster.revisions() == [3, 4] ? true : nil
          }
          try await cluster.leaveNoTrace(all)
        }
      }
    }
  }
}
