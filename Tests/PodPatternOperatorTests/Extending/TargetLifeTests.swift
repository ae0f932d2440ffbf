import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// What can become of the object that a PodPattern extends, and of the PodPattern.
@Suite("A target's life", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct TargetLifeTests {
  @Test("A target that is not there is waited for, and one that is made anew is extended anew")
  func comesAndGoes() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        let waiting = try await namespace.waitFor("Reconciling", reason: "TargetNotFound", of: "extension")
        #expect(waiting["message"]?.string?.hasPrefix("Deployment/app does not exist") == true)
        for _ in 1...2 {
          try await namespace.apply(Sample.deployment("app"), to: .deployments)
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
          #expect(try await namespace.helpers(of: "app") == ["logs", "tls"])
          try await namespace.admin.delete(.deployments, namespace.key("app"), propagation: .background)
          try await namespace.waitFor("Reconciling", reason: "TargetNotFound", of: "extension")
        }
        #expect(try await namespace.find(.deployments, "app") == nil, "never made by the operator")
      }
    }
  }

  @Test(
    "Whatever is no longer wanted is given back",
    arguments: Release.allCases)
  func givesBack(release: Release) async throws {
    try await TestNamespace.with { namespace in
      for name in ["app", "other"] { try await namespace.apply(Sample.deployment(name), to: .deployments) }
      let before = try #require(try await namespace.find(.deployments, "app"))
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        #expect(try await namespace.find(.deployments, "app")?["spec"] != before["spec"])
        try await release.perform(in: namespace)
        try await eventually("the application is as it was") {
          let after = try await namespace.find(.deployments, "app")
          return after?["spec"] == before["spec"] && after?.isTouched == false ? true : nil
        }
        try await release.check(in: namespace)
      }
    }
  }

  @Test("A PodPattern that goes with its target while no operator runs has gone as soon as one does")
  func deletedMeanwhile() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
      }
      try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
      try await namespace.admin.delete(.deployments, namespace.key("app"), propagation: .background)
      try await namespace.withOperator(recheckInterval: .seconds(3600)) {
        try await eventually("it has gone") { try await namespace.find(.podPatterns, "extension") == nil ? true : nil }
      }
    }
  }

  @Test("With deletionPolicy: Orphan it keeps what it has when the PodPattern goes")
  func orphan() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        var manifest = Sample.extending("app")
        manifest["spec"]?["deletionPolicy"] = "Orphan"
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        let object = try #require(try await namespace.find(.podPatterns, "extension"))
        #expect(object["metadata", "finalizers"] == nil)
        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await namespace.settle()
        #expect(try await namespace.helpers(of: "app") == ["logs", "tls"])
      }
    }
  }

  @Test("A paused rollout is told of, and goes on when it is resumed")
  func paused() async throws {
    try await TestNamespace.with { namespace in
      var deployment = Sample.deployment("app")
      deployment["spec"]?["paused"] = true
      deployment["spec"]?["replicas"] = 1
      try await namespace.apply(deployment, to: .deployments)
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        let paused = try await namespace.waitFor("Reconciling", reason: "Paused", of: "extension")
        #expect(paused["message"]?.string?.contains("its pods change when it is resumed") == true)
        try await namespace.apply(Sample.deployment("app"), to: .deployments)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
      }
    }
  }

  @Test("A restart of the operator causes no write")
  func restart() async throws {
    try await TestNamespace.with { namespace in
      let log = AuditLog(namespace: namespace)
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        try await namespace.waitForEvent("Applied", of: "extension")
      }
      let synced = try await log.now()
      try await namespace.withOperator { try await namespace.settle() }
      let after = try await log.operatorRequests(since: synced)
      #expect(after.filter { $0.isWrite && !$0.name.hasPrefix("probe") && !$0.isEvent } == [])
    }
  }

  @Test("Changes that come together roll the pods once, and one that is not for them not at all")
  func rollsOnce() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        try await namespace.apply(Sample.extending("app"))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        #expect(try await namespace.find(.deployments, "app")?["metadata", "generation"] == 2)
        // Containers, volumes, variables and mounts go in one write of the template.
        try await namespace.apply(Sample.extending("app", patterns: [Sample.preparation]))
        try await eventually("the patterns are others") {
          try await namespace.helpers(of: "app") == ["prepare"] ? true : nil
        }
        try await namespace.settle()
        #expect(try await namespace.find(.deployments, "app")?["metadata", "generation"] == 3)
        // Nothing in it is for the pods.
        var same = Sample.extending("app", patterns: [Sample.preparation])
        same["spec"]?["conflictPolicy"] = "Fail"
        try await namespace.apply(same)
        try await namespace.settle()
        #expect(try await namespace.find(.deployments, "app")?["metadata", "generation"] == 3)
      }
    }
  }

  @Test("Each kind with a pod template is extended, and given back", arguments: Sample.kinds)
  func kinds(kind: Sample.Kind) async throws {
    try await TestNamespace.with { namespace in
      let resource = try #require(await kind.served(by: namespace.admin))
      let manifest = kind.manifest("app", as: resource)
      try await namespace.apply(manifest, to: resource)
      let before = try #require(try await namespace.find(resource, "app"))
      try await namespace.withOperator {
        try await namespace.apply(kind.extending("app", as: resource))
        try await eventually("\(resource.kind) has the helper") {
          let text = try await namespace.find(resource, "app")?["spec"]?.serializedString() ?? ""
          return text.contains(kind.added) ? true : nil
        }
        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await eventually("\(resource.kind) is as it was") {
          try await namespace.find(resource, "app")?["spec"] == before["spec"] ? true : nil
        }
      }
    }
  }
}

/// The ways in which a PodPattern stops to want something.
enum Release: String, CaseIterable, Sendable, CustomTestStringConvertible {
  case deletion, suspend, otherTarget, noPatterns, renamedPatterns

  var testDescription: String { rawValue }

  func perform(in namespace: TestNamespace) async throws {
    switch self {
    case .deletion: try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
    case .suspend:
      var manifest = Sample.extending("app")
      manifest["spec"]?["suspend"] = true
      try await namespace.apply(manifest)
    case .otherTarget: try await namespace.apply(Sample.extending("other"))
    case .noPatterns: try await namespace.apply(Sample.extending("app", patterns: []))
    case .renamedPatterns:
      var pattern = Sample.logs
      pattern["name"] = "lines"
      try await namespace.apply(Sample.extending("app", patterns: [pattern]))
      try await eventually("the pattern has its new name") {
        try await namespace.helpers(of: "app") == ["lines"] ? true : nil
      }
      try await namespace.apply(Sample.extending("app", patterns: []))
    }
  }

  func check(in namespace: TestNamespace) async throws {
    switch self {
    case .deletion:
      try await eventually("the PodPattern has gone") {
        try await namespace.find(.podPatterns, "extension") == nil ? true : nil
      }
    case .suspend:
      try await namespace.waitFor("Ready", reason: "Suspended", of: "extension")
      try await namespace.apply(Sample.extending("app"))
      try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
      #expect(try await namespace.helpers(of: "app") == ["logs", "tls"])
    case .otherTarget:
      try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
      #expect(try await namespace.helpers(of: "other") == ["logs", "tls"])
    case .noPatterns, .renamedPatterns: try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
    }
  }
}
