import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension PolicySuites {
  @Suite("What a policy reacts to")
  struct ReactionTests {
    /// Runs a test with a policy that is enforced on two Deployments of one namespace.
    ///
    /// - Parameter recheckInterval: by default so long that nothing is found by looking again.
    private static func withPolicy(
      _ spec: JSON = [:], recheckInterval: Duration = .seconds(3600),
      _ body: @escaping @Sendable (PolicyCluster, [ObjectKey]) async throws -> Void
    ) async throws {
      try await PolicyCluster.withDeployments(2, inNamespaces: 1) { cluster, controller, all in
        try await cluster.withOperator(recheckInterval: recheckInterval) {
          try await cluster.apply(spec)
          try await cluster.untilReady("Enforced")
          // For these it looks again by itself, and would find what changes meanwhile.
          try await cluster.untilReported(["pass": 2])
          try await body(cluster, all)
          try await cluster.leaveNoTrace(all)
        }
      }
    }

    @Test("A new Deployment, a new namespace, and one that goes")
    func workloads() async throws {
      try await Self.withPolicy { cluster, all in
        let new = ObjectKey(namespace: cluster.namespace(0), name: "new")
        try await cluster.makeDeployment(new)
        try await cluster.untilExtended(Set(all + [new]))
        try await cluster.makeNamespace(cluster.namespace(1))
        let other = ObjectKey(namespace: cluster.namespace(1), name: "other")
        try await cluster.makeDeployment(other)
        try await cluster.untilExtended(Set(all + [new, other]))
        try await cluster.admin.delete(.deployments, new)
        try await eventually("its PodPattern has gone") { try await cluster.members().count == 3 ? true : nil }
      }
    }

    @Test("The labels of a namespace")
    func namespaceLabels() async throws {
      try await Self.withPolicy { cluster, all in
        let name = cluster.namespace(0)
        try await cluster.makeNamespace(name, labels: [:])
        try await cluster.untilExtended([])
        try await eventually("the PodPatterns have gone") { try await cluster.members().isEmpty ? true : nil }
        try await cluster.makeNamespace(name)
        try await cluster.untilExtended(Set(all))
      }
    }

    @Test("Annotations of workloads, exclusions, and its suspension")
    func exclusions() async throws {
      try await Self.withPolicy(["override": "OptOut"]) { cluster, all in
        try await cluster.makeDeployment(all[0]) {
          $0["metadata"]?["annotations"] = [ClusterPodPattern.overridePrefix + cluster.team: "disabled"]
        }
        try await cluster.untilExtended([all[1]])
        let status = try await cluster.untilStatus("one is excluded") { $0.counts?.excluded == 1 }
        #expect(status.counts == PolicyCounts(matched: 1, compliant: 1, excluded: 1))
        let excluded: JSON = ["exclude": ["namespaces": [.string(cluster.namespace(0))]]]
        try await cluster.apply(["override": "OptOut", "suspend": true, "match": excluded])
        try await cluster.untilReady("Suspended")
        #expect(try await cluster.extended() == [all[1]])
        try await cluster.apply(["override": "OptOut", "match": excluded])
        try await cluster.untilExtended([])
        try await cluster.makeDeployment(all[0])
        try await cluster.apply()
        try await cluster.untilExtended(Set(all))
      }
    }

    @Test("Whoever changes or deletes one of its PodPatterns")
    func drift() async throws {
      try await Self.withPolicy { cluster, all in
        let member = ObjectKey(namespace: all[0].namespace, name: "\(cluster.team)-deployment-app-0")
        try await cluster.admin.patch(.podPatterns, member, mergePatch: ["spec": ["suspend": true]])
        try await eventually("it is put back") {
          try await cluster.admin.get(.podPatterns, member)["spec", "suspend"] == false ? true : nil
        }
        // What the policy does not say is taken out as well: it could turn the patterns on another container.
        try await cluster.admin.patch(
          .podPatterns, member,
          mergePatch: ["spec": ["application": "elsewhere", "serviceAccountName": "nobody"]])
        try await eventually("it is taken out") {
          let spec = try await cluster.admin.get(.podPatterns, member)["spec"]
          return spec?["application"] == nil && spec?["serviceAccountName"] == nil ? true : nil
        }
        try await cluster.untilExtended(Set(all))
        // A time to come would keep a place of the wave until then.
        let later = "2999-01-01T00:00:00Z"
        let since = "podpattern.dev/policy-revision-since"
        try await cluster.admin.patch(
          .podPatterns, member, mergePatch: ["metadata": ["annotations": [since: .string(later)]]])
        try await eventually("the time is put back") {
          let annotations = try await cluster.admin.get(.podPatterns, member)["metadata", "annotations"]
          return annotations?[since]?.string.map { $0 < later } == true ? true : nil
        }
        let uid = try await cluster.admin.get(.podPatterns, member)["metadata", "uid"]
        try await cluster.admin.delete(.podPatterns, member)
        try await eventually("it comes back") {
          let present = try await cluster.members().first { ObjectKey(of: $0) == member }
          return present.map { $0["metadata", "uid"] != uid } ?? false ? true : nil
        }
        try await cluster.untilExtended(Set(all))
      }
    }

    @Test("Somebody's own PodPattern that has the name of one of its own stays as it is")
    func foreign() async throws {
      try await Self.withPolicy { cluster, all in
        let new = ObjectKey(namespace: all[0].namespace, name: "new")
        let name = "\(cluster.team)-deployment-new"
        var own = Sample.extending("elsewhere", name: name)
        own["metadata"]?["namespace"] = new.namespace.map(JSON.string)
        let key = ObjectKey(namespace: new.namespace, name: name)
        try await cluster.admin.apply(.podPatterns, key, own, options: ApplyOptions(fieldManager: "user"))
        let before = try await cluster.admin.get(.podPatterns, key)["spec"]
        try await cluster.makeDeployment(new)
        let status = try await cluster.untilReady("NameTaken")
        #expect(status.counts == PolicyCounts(matched: 3, compliant: 2, failed: 1))
        #expect(try await cluster.admin.get(.podPatterns, key)["spec"] == before)
        try await cluster.admin.delete(.podPatterns, key)
        try await cluster.untilExtended(Set(all + [new]))
      }
    }

    @Test("What the API server refuses is told, and tried again")
    func refused() async throws {
      try await Self.withPolicy(recheckInterval: .milliseconds(200)) { cluster, all in
        let quota = try await cluster.forbidPodPatterns(in: cluster.namespace(0), beyond: 2)
        let new = ObjectKey(namespace: all[0].namespace, name: "new")
        try await cluster.makeDeployment(new)
        let status = try await cluster.untilReady("Forbidden")
        #expect(status.counts == PolicyCounts(matched: 3, compliant: 2, failed: 1))
        #expect(status.failures.first?.message.contains("quota") == true)
        try await cluster.admin.delete(.resourceQuotas, quota)
        try await cluster.untilExtended(Set(all + [new]))
      }
    }

    @Test("Without ClusterPodPatterns on the server PodPatterns work, and policies as soon as they are there")
    func withoutDefinition() async throws {
      try await PolicyCluster.withDeployments(1, inNamespaces: 1) { cluster, controller, all in
        let definition = ObjectKey(name: "\(ClusterPodPattern.plural).\(ClusterPodPattern.group)")
        try await cluster.admin.delete(.customResourceDefinitions, definition)
        try await PolicyServer.untilServed([PodPattern.plural], cluster.admin)
        try await cluster.withOperator {
          let key = ObjectKey(namespace: all[0].namespace, name: "own")
          var own = Sample.extending("app-0", name: "own", patterns: [Sample.logs])
          own["metadata"]?["namespace"] = key.namespace.map(JSON.string)
          try await cluster.admin.apply(.podPatterns, key, own, options: ApplyOptions(fieldManager: "user"))
          try await cluster.untilExtended(Set(all))
          try await cluster.admin.delete(.podPatterns, key)
          try await cluster.untilExtended([])
          try await cluster.admin.create(.customResourceDefinitions, CustomResourceDefinition.clusterPodPattern)
          try await PolicyServer.untilServed([PodPattern.plural, ClusterPodPattern.plural], cluster.admin)
          try await cluster.apply()
          try await cluster.untilExtended(Set(all))
          try await cluster.leaveNoTrace(all)
        }
      }
    }
  }
}

extension PolicyCluster {
  /// Waits until these Deployments, and no others, have the log sidecar.
  fileprivate func untilExtended(_ keys: Set<ObjectKey>) async throws {
    try await eventually("\(keys.sorted()) are extended") { try await extended() == keys ? true : nil }
  }

  /// Has the API server refuse further PodPatterns in a namespace, as with a quota that is used up.
  fileprivate func forbidPodPatterns(in namespace: String, beyond count: Int) async throws -> ObjectKey {
    let key = ObjectKey(namespace: namespace, name: "none")
    let hard: JSON = ["count/podpatterns.podpattern.dev": .string(String(count))]
    try await admin.create(
      .resourceQuotas, namespace: namespace,
      ["apiVersion": "v1", "kind": "ResourceQuota", "metadata": ["name": .string(key.name)], "spec": ["hard": hard]])
    // In the place of its controller.
    try await admin.patch(
      .resourceQuotas, key, mergePatch: ["status": ["hard": hard, "used": hard]], subresource: "status")
    try await eventually("the quota counts") { () -> Bool? in
      do throws(KubernetesError) {
        try await admin.create(
          .podPatterns, namespace: namespace, Sample.extending("web"), options: WriteOptions(dryRun: true))
        return nil
      } catch {
        guard error.isForbidden else { throw error }
        return true
      }
    }
    return key
  }
}

extension APIResource {
  fileprivate static let resourceQuotas = APIResource(
    group: "", version: "v1", kind: "ResourceQuota", plural: "resourcequotas")
}
