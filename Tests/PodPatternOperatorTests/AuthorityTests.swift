import JSONTree
import KubernetesClient
import PatternLibrary
import TestSupport
import Testing

/// Who may write a PodPattern gains nothing by it that the account has not.
@Suite("Whose rights the operator uses", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct AuthorityTests {
  private static let team = "team"
  private static let application = Rights(group: "apps", resources: ["deployments"], verbs: ["get", "create", "patch"])
  private static let services = Rights(
    group: "", resources: ["services", "configmaps"], verbs: ["get", "create", "patch", "delete"])

  @Test("Those of the account that a PodPattern names, or else of the default one", arguments: [true, false])
  func own(isNamed: Bool) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator(
        defaultServiceAccount: isNamed ? "somebody-else" : Self.team, recheckInterval: .milliseconds(200)
      ) {
        var manifest = Sample.withoutPods(Sample.application())
        if isNamed { manifest["spec"]?["serviceAccountName"] = .string(Self.team) }
        try await namespace.apply(manifest)
        let message = try await namespace.waitFor("Reconciling", reason: "Forbidden", of: "web")["message"]?.string
        #expect(message?.contains("system:serviceaccount:\(namespace.name):team") == true, "\(message ?? "")")
        for resource in [APIResource.deployments, .services] {
          #expect(try await namespace.find(resource, "web") == nil)
        }
        try await namespace.grant([Self.application, Self.services], to: Self.team)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
      }
      let writes = try await AuditLog(namespace: namespace).operatorRequests().filter {
        $0.isWrite && $0.succeeded && ["deployments", "services", "configmaps"].contains($0.resource)
      }
      #expect(!writes.isEmpty && writes.allSatisfy { $0.actingAs == "system:serviceaccount:\(namespace.name):team" })
    }
  }

  @Test("A target is extended, and given back, with the rights of the account")
  func target() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      let before = try #require(try await namespace.find(.deployments, "app"))
      try await namespace.withOperator(recheckInterval: .milliseconds(200)) {
        var manifest = Sample.extending("app", patterns: [Sample.logs])
        manifest["spec"]?["serviceAccountName"] = .string(Self.team)
        try await namespace.apply(manifest)
        try await namespace.waitFor("Reconciling", reason: "Forbidden", of: "extension")
        #expect(try await namespace.find(.deployments, "app")?["spec"] == before["spec"])
        try await namespace.grant([Self.application], to: Self.team)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")

        // Without the rights nothing is given back, and the PodPattern waits.
        try await namespace.grant([], to: Self.team)
        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await namespace.waitFor("Reconciling", reason: "Forbidden", of: "extension")
        #expect(try await namespace.helpers(of: "app") == ["logs"])
        try await namespace.grant([Self.application], to: Self.team)
        try await eventually("the PodPattern has gone") {
          try await namespace.find(.podPatterns, "extension") == nil ? true : nil
        }
        #expect(try await namespace.find(.deployments, "app")?["spec"] == before["spec"])
      }
    }
  }

  @Test("A PodPattern whose target has gone goes without the rights of the account, as in a namespace that is deleted")
  func goneTarget() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.grant([Self.application], to: Self.team)
      try await namespace.withOperator(recheckInterval: .milliseconds(200)) {
        var manifest = Sample.extending("app", patterns: [Sample.logs])
        manifest["spec"]?["serviceAccountName"] = .string(Self.team)
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        try await namespace.grant([], to: Self.team)
        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await namespace.waitFor("Reconciling", reason: "Forbidden", of: "extension")
        try await namespace.admin.delete(.deployments, namespace.key("app"))
        try await eventually("the PodPattern has gone") {
          try await namespace.find(.podPatterns, "extension") == nil ? true : nil
        }
      }
    }
  }

  @Test("What reaches the node is refused but in the namespaces where it is allowed", arguments: [true, false])
  func node(isAllowed: Bool) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator(
        allowPrivileged: PrivilegedNamespaces([isAllowed ? namespace.name : "other"])
      ) {
        var manifest = Sample.withoutPods(Sample.application(patterns: []))
        manifest["spec"]?["workload"]?["template"]?["spec"]?["volumes"] = [
          ["name": "node", "hostPath": ["path": "/"]]
        ]
        try await namespace.apply(manifest)
        guard !isAllowed else {
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
          return
        }
        let message = try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "web")["message"]?.string
        #expect(
          message?.hasPrefix("spec.workload.template.spec.volumes[0].hostPath: Forbidden: ") == true, "\(message ?? "")"
        )
        #expect(try await namespace.find(.deployments, "web") == nil)
      }
    }
  }
}
