import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Reconciling on a real API server", .serialized,
  .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ReconcileTests {
  @Test("A PodPattern becomes its objects, and ready when they are rolled out")
  func becomesReady() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.application(patterns: [Sample.tls]))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        try await namespace.apply(Sample.withoutPods(Sample.application(patterns: [Sample.tls])))
        let ready = try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        #expect(ready["status"] == "True")
        for (resource, name) in [(APIResource.deployments, "web"), (.services, "web"), (.configMaps, "web-tls")] {
          let object = try #require(try await namespace.find(resource, name))
          #expect(object["metadata", "ownerReferences"]?.array?.first?["kind"] == "PodPattern")
        }
      }
    }
  }

  @Test("Before the operator has looked, the status is of no generation, so that no tool takes it for ready")
  func unseen() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.application())
      #expect(try await namespace.find(.podPatterns, "web")?["status"] == ["observedGeneration": -1])
    }
  }

  @Test("One changed field is one apply")
  func oneFieldOneApply() async throws {
    try await TestNamespace.with { namespace in
      let log = AuditLog(namespace: namespace)
      try await namespace.withOperator {
        try await namespace.apply(Sample.application(patterns: [Sample.tls]))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        let synced = try await log.now()
        var changed = Sample.application(patterns: [Sample.tls])
        changed["spec"]?["workload"]?["replicas"] = 3
        try await namespace.apply(changed)
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        let after = try await log.operatorRequests(since: synced)
        let writes = after.filter { !$0.resource.hasSuffix("/status") && !$0.isEvent }
        #expect(writes.map(\.description) == ["patch deployments/web 200"])
      }
    }
  }

  @Test("A restart on a synced cluster, and the same manifest again, cause no request")
  func restartWritesNothing() async throws {
    try await TestNamespace.with { namespace in
      let log = AuditLog(namespace: namespace)
      let manifest = Sample.application(patterns: [Sample.tls, Sample.logs])
      try await namespace.withOperator {
        try await namespace.apply(manifest)
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        try await namespace.waitForEvent("Applied", of: "web")
      }
      let synced = try await log.now()
      try await namespace.withOperator {
        try await namespace.apply(manifest)
        // What comes after it in the queue tells that the first one has been looked at.
        try await namespace.apply(Sample.application("probe", patterns: []))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "probe")
        try await namespace.waitForEvent("Applied", of: "probe")
      }
      let after = try await log.operatorRequests(since: synced)
      #expect(after.filter { $0.name != "probe" && !$0.name.hasPrefix("probe.") } == [])
    }
  }

  @Test("What somebody else changes or deletes is restored")
  func restoresDrift() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.application(patterns: [Sample.tls]))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        let original = try #require(try await namespace.find(.configMaps, "web-tls"))

        _ = try await namespace.admin.delete(.configMaps, namespace.key("web-tls"))
        try await eventually("the ConfigMap is back") {
          try await namespace.find(.configMaps, "web-tls")?["data"] == original["data"] ? true : nil
        }

        _ = try await namespace.admin.patch(
          .configMaps, namespace.key("web-tls"), mergePatch: ["data": ["nginx.conf": "broken"]])
        try await eventually("the ConfigMap's content is back") {
          try await namespace.find(.configMaps, "web-tls")?["data"] == original["data"] ? true : nil
        }

        _ = try await namespace.admin.patch(
          .services, namespace.key("web"), mergePatch: ["metadata": ["labels": ["app.kubernetes.io/managed-by": nil]]])
        try await eventually("the Service's label is back") {
          let labels = try await namespace.find(.services, "web")?["metadata", "labels"]
          return labels?["app.kubernetes.io/managed-by"] == "podpattern" ? true : nil
        }
      }
    }
  }

  @Test("A removed pattern's objects are pruned")
  func prunes() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.application(patterns: [Sample.tls]))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        var reduced = Sample.application(patterns: [Sample.logs])
        reduced["spec"]?["workload"]?["service"] = nil
        try await namespace.apply(reduced)
        try await eventually("ConfigMap and Service are gone") {
          let configMap = try await namespace.find(.configMaps, "web-tls")
          let service = try await namespace.find(.services, "web")
          return configMap == nil && service == nil ? true : nil
        }
        try await eventually("the inventory has forgotten them") {
          let status = try await namespace.find(.podPatterns, "web")?["status"]
          return status?["inventory"]?.array?.map({ $0["kind"] ?? nil }) == ["Deployment"] ? true : nil
        }
      }
    }
  }

  @Test("What somebody has copied of its objects, with their labels, is left alone")
  func copies() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.application(patterns: [Sample.tls]))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        var copy = try #require(try await namespace.find(.configMaps, "web-tls"))
        copy["metadata"] = [
          "name": "copy", "namespace": .string(namespace.name), "labels": copy["metadata", "labels"] ?? [:],
        ]
        try await namespace.admin.create(.configMaps, namespace: namespace.name, copy)
        try await namespace.apply(Sample.application(patterns: [Sample.logs]))
        try await eventually("the ConfigMap of the pattern that is gone is pruned") {
          try await namespace.find(.configMaps, "web-tls") == nil ? true : nil
        }
        #expect(try await namespace.find(.configMaps, "copy") != nil)
      }
    }
  }

  @Test("Deletion removes everything, Orphan keeps it", arguments: ["Delete", "Orphan"])
  func deletion(policy: String) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application()
        manifest["spec"]?["deletionPolicy"] = .string(policy)
        try await namespace.apply(manifest)
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        _ = try await namespace.admin.delete(.podPatterns, namespace.key("web"))
        if policy == "Orphan" {
          let deployment = try #require(try await namespace.find(.deployments, "web"))
          #expect(deployment["metadata", "ownerReferences"] == nil)
          // It is taken over again by a PodPattern of the same name.
          try await namespace.apply(manifest)
          try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        } else {
          try await eventually("the objects are collected") {
            let deployment = try await namespace.find(.deployments, "web")
            let service = try await namespace.find(.services, "web")
            return deployment == nil && service == nil ? true : nil
          }
        }
      }
    }
  }

  @Test("A suspended PodPattern is left alone")
  func suspends() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application()
        try await namespace.apply(manifest)
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        manifest["spec"]?["suspend"] = true
        manifest["spec"]?["workload"]?["replicas"] = 5
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "Suspended", of: "web")
        #expect(try await namespace.find(.deployments, "web")?["spec", "replicas"] == 1)
      }
    }
  }

  @Test("An object of somebody else is never touched, and replaced by ours once it is gone")
  func refusesForeignObjects() async throws {
    try await TestNamespace.with { namespace in
      for resource in [APIResource.configMaps, .services, .deployments] {
        try await namespace.apply(Sample.foreign(resource), to: resource)
      }
      try await namespace.withOperator(recheckInterval: .milliseconds(50)) {
        try await namespace.apply(Sample.withoutPods(Sample.application(patterns: [Sample.tls])))
        for resource in [APIResource.configMaps, .services, .deployments] {
          let name = Sample.foreign(resource)["metadata", "name"]?.string ?? ""
          try await eventually("\(resource.kind)/\(name) is named as not owned") {
            let stalled = try await namespace.condition("Stalled", of: "web")
            let message = stalled?["message"]?.string ?? ""
            let isNamed = stalled?["reason"] == "ObjectNotOwned" && message.hasPrefix("\(resource.kind)/\(name) exists")
            return isNamed ? true : nil
          }
          let requests = try await AuditLog(namespace: namespace).operatorRequests()
          let done = requests.filter { $0.succeeded && ($0.resource, $0.name) == (resource.plural, name) }
          #expect(Set(done.map(\.verb)) == ["get"])
          try await namespace.admin.delete(resource, namespace.key(name))
        }
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
      }
    }
  }
}
