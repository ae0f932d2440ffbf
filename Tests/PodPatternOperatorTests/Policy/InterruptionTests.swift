import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("A wave that is interrupted")
  struct InterruptionTests {
    /// Begins a wave of nine Deployments, three at a time, and leaves it when its second three are under way.
    private static func begin(_ cluster: PolicyCluster, _ controller: DeploymentController) async throws {
      try await cluster.apply(["rollout": ["maxUnavailable": 3]])
      try await cluster.roll(controller, 3, of: 9, bound: 3)
      try await cluster.untilStatus("the second three are under way") {
        $0.counts == PolicyCounts(matched: 9, compliant: 3, updating: 3, pending: 3)
      }
      try await controller.untilRolling(3)
    }

    /// Goes on with a wave that was begun, and ends it.
    private static func end(_ cluster: PolicyCluster, _ controller: DeploymentController) async throws {
      try await controller.finish(controller.rolling)
      try await cluster.untilStatus("the last three are under way") {
        $0.counts == PolicyCounts(matched: 9, compliant: 6, updating: 3)
      }
      try await controller.untilRolling(3)
      try await controller.finish(controller.rolling)
      try await cluster.untilReady("Enforced")
      #expect(controller.width == 3)
    }

    private static func withDeployments(
      _ body: @escaping @Sendable (PolicyCluster, DeploymentController, [ObjectKey]) async throws -> Void
    ) async throws {
      try await PolicyCluster.withDeployments(3, inNamespaces: 3, finishes: false, body)
    }

    @Test("By the operator's end: the next one goes on with it, no wider, and writes nothing twice")
    func restart() async throws {
      try await Self.withDeployments { cluster, controller, all in
        try await cluster.withOperator { try await Self.begin(cluster, controller) }
        let start = try cluster.current.server.auditTrail.end()
        try await cluster.withOperator {
          try await Self.end(cluster, controller)
          let members = try cluster.writes(since: start).filter { $0.resource == "podpatterns" && $0.code < 300 }
          #expect(members.count == 3, "\(members)")
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("By the end of the API server")
    func server() async throws {
      try await Self.withDeployments { cluster, controller, all in
        try await cluster.withOperator {
          try await Self.begin(cluster, controller)
          try await cluster.current.server.stop(.apiServer)
          try await cluster.current.server.start()
          try await Self.end(cluster, controller)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("By the death of the leader: another one goes on with it, no wider")
    func leader() async throws {
      try await Self.withDeployments { cluster, controller, all in
        try await Self.replica(cluster) { first in
          try await eventually("it leads") { first.log.text.contains("starting workers") ? true : nil }
          try await Self.replica(cluster) { _ in
            try await Self.begin(cluster, controller)
            first.expectEnd()
            try first.send(.kill)
            try await first.untilEnd()
            try await Self.end(cluster, controller)
            try await cluster.leaveNoTrace(all)
          }
        }
      }
    }

    @Test("By another policy of its name, while no operator runs: it starts anew")
    func successor() async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator {
          try await cluster.apply()
          try await cluster.untilReady("Enforced")
        }
        let before = Set(try await cluster.members().map { $0["metadata", "uid"] })
        try await cluster.deletePolicy()
        try await cluster.apply()
        let owner = try await cluster.admin.get(.clusterPodPatterns, cluster.key)["metadata", "uid"]
        try await cluster.withOperator {
          try await cluster.untilReady("Enforced")
          let members = try await cluster.members()
          #expect(members.count == 2 && before.isDisjoint(with: members.map { $0["metadata", "uid"] }))
          #expect(members.allSatisfy { $0["metadata", "ownerReferences"]?.array?.first?["uid"] == owner })
          #expect(try await cluster.revisions() == [1])
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("By its suspension: what has not been asked of the server yet is left, until it is resumed")
    func suspension() async throws {
      try await PolicyCluster.with { cluster in
        let all = try await cluster.makeDeployments(10, inNamespaces: 2)
        try await HTTPFaultProxy.with(cluster.current.operatorAccount) { proxy in
          let answers = HeldBack()
          answers.hold()
          proxy.begin(Only(.write, of: "podpatterns", answers))
          try await cluster.withOperator(through: proxy) {
            try await cluster.apply(["rollout": ["maxUnavailable": "100%"]])
            try await eventually("eight requests are under way") { try await cluster.members().count == 8 ? true : nil }
            try await cluster.apply(["suspend": true])
            try await cluster.untilOperatorIsAware()
            answers.letGo()
            try await cluster.untilReady("Suspended")
            #expect(try await cluster.members().count == 8)
            try await cluster.apply(["rollout": ["maxUnavailable": "100%"]])
            try await cluster.untilStatus("all are under way") {
              $0.counts == PolicyCounts(matched: 20, updating: 20)
            }
            try await cluster.leaveNoTrace(all)
          }
        }
      }
    }

    /// Runs one of several operators that stand by for each other.
    private static func replica(
      _ cluster: PolicyCluster, _ body: @escaping @Sendable (RunningProgram) async throws -> Void
    ) async throws {
      _ = try await RunningProgram.with(
        [
          OperatorProgram.executable, "run", "--kubeconfig", cluster.current.server.kubeconfigPath, "--leader-elect",
          "--leader-election-namespace", "podpattern-system", "--leader-election-lease-duration", "4s",
          "--leader-election-renew-deadline", "3s", "--leader-election-retry-period", "500ms",
        ], body)
    }
  }
}

extension PolicyCluster {
  /// Waits until the operator knows of all changes of policies that were made before: it has seen a later one.
  fileprivate func untilOperatorIsAware() async throws {
    let key = ObjectKey(name: "\(team)-later")
    try await admin.apply(
      .clusterPodPatterns, key, Sample.policy(key.name, spec: ["suspend": true]),
      options: ApplyOptions(fieldManager: "user", force: true))
    try await eventually("it has seen a later policy") {
      try await admin.get(.clusterPodPatterns, key)["status", "conditions"] == nil ? nil : true
    }
    try await admin.delete(.clusterPodPatterns, key)
  }
}
