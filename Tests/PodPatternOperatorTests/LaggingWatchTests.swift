import KubernetesClient
import TestSupport
import Testing

/// What the server answers to a write is newer than what its watch has brought.
@Suite("A watch that lags behind", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct LaggingWatchTests {
  @Test("A change that the operator first sees in the answer to its own write is not lost")
  func changeInAnswer() async throws {
    try await TestNamespace.with { namespace in
      let account = try ClientConfiguration.load(kubeconfig: namespace.cluster.operatorKubeconfig)
      try await HTTPFaultProxy.with(account) { proxy in
        let watch = HeldBack()
        proxy.begin(WithoutStreamingLists(Only(.watch, of: "podpatterns", watch)))
        try await namespace.withOperator(through: proxy) {
          var manifest = Sample.withoutPods(Sample.application(patterns: [Sample.tls]))
          try await namespace.apply(manifest)
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
          let version = try await namespace.find(.podPatterns, "web")?["metadata", "resourceVersion"]

          watch.hold()
          manifest["spec"]?["workload"]?["template"]?["metadata"] = ["labels": ["tier": "gold"]]
          try await namespace.apply(manifest)
          let edited = try await namespace.find(.podPatterns, "web")?["metadata", "resourceVersion"]
          #expect(edited != version)
          try await namespace.admin.delete(.configMaps, namespace.key("web-tls"))
          try await eventually("the status tells of the ConfigMap's successor") {
            let podPattern = try await namespace.find(.podPatterns, "web")
            return podPattern?["metadata", "resourceVersion"] != edited ? true : nil
          }

          try await eventually("the watch lags behind") { watch.holdsSomething ? true : nil }
          watch.letGo()
          try await eventually("the change is applied") {
            let deployment = try await namespace.find(.deployments, "web")
            return deployment?["spec", "template", "metadata", "labels", "tier"] == "gold" ? true : nil
          }
        }
      }
    }
  }

  @Test("What somebody has created in an object's place is not written to, though the operator has not seen it")
  func replaced() async throws {
    try await TestNamespace.with { namespace in
      let account = try ClientConfiguration.load(kubeconfig: namespace.cluster.operatorKubeconfig)
      try await HTTPFaultProxy.with(account) { proxy in
        let watch = HeldBack()
        proxy.begin(WithoutStreamingLists(Only(.watch, of: "configmaps", watch)))
        try await namespace.withOperator(through: proxy) {
          var pattern = Sample.tls
          let manifest = { @Sendable in Sample.withoutPods(Sample.application(patterns: [$0])) }
          try await namespace.apply(manifest(pattern))
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")

          watch.hold()
          try await namespace.admin.delete(.configMaps, namespace.key("web-tls"))
          try await namespace.apply(Sample.foreign(.configMaps), to: .configMaps)
          let log = AuditLog(namespace: namespace)
          let before = try await log.now()
          pattern["ambassador"]?["tlsTermination"]?["clientCA"] = ["secret": "ca"]
          try await namespace.apply(manifest(pattern))
          try await eventually("it is tried") {
            let requests = try await log.operatorRequests(since: before)
            return requests.contains { $0.isWrite && $0.resource == "configmaps" } ? true : nil
          }
          try await eventually("the watch lags behind") { watch.holdsSomething ? true : nil }
          watch.letGo()
          try await namespace.waitFor("Stalled", reason: "ObjectNotOwned", of: "web")
          #expect(try await namespace.find(.configMaps, "web-tls")?["data"] == ["key": "value"])
        }
      }
    }
  }
}
