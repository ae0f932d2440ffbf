import JSONTree
import KubernetesClient
import PodPatternOperator
import TestSupport
import Testing

/// Kinds that Kubernetes does not have itself.
@Suite("Targets of other kinds", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct OtherKindTests {
  @Test(
    "are extended where their template is, once the operator has the right to, and given back",
    arguments: [CrewDefinition.crew, .squad])
  func extends(kind: CrewDefinition) async throws {
    try await TestNamespace.with { namespace in
      try await kind.install(namespace.admin)
      try await namespace.apply(kind.manifest("app"), to: kind.resource)
      try await namespace.withOperator(recheckInterval: .milliseconds(100)) {
        try await namespace.apply(kind.extending("app"))
        let waiting = try await namespace.waitFor("Reconciling", reason: "ListingTargets", of: "extension")
        #expect(waiting["message"]?.string?.contains(kind.resource.plural) == true)
        try await namespace.grantOperator(.extending(kind.resource))
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        let reference = try #require(WorkloadReference("\(kind.resource.plural).podpattern.example.com/app"))
        let explanation = try await Explainer(client: namespace.admin).explain(reference, namespace: namespace.name)
          .text
        for text in ["tls", "logs", "LISTEN", "/var/log/web"] { #expect(explanation.contains(text), "\(explanation)") }

        // Its owner applies it again, with another image.
        var changed = kind.manifest("app")
        changed["spec"]?["pods"]?["template"]?["spec"]?["containers"] = [["name": "web", "image": "example.com/web:2"]]
        try await namespace.apply(changed, to: kind.resource)
        try await namespace.settle()
        let pod = try await namespace.pod(of: "app", kind)
        let containers = ["initContainers", "containers"].flatMap { pod[$0]?.array ?? [] }
        #expect(Set(containers.compactMap { $0["name"]?.string }) == ["web", "tls", "logs"])
        #expect(containers.first { $0["name"] == "web" }?["image"] == "example.com/web:2")

        // Of some lists the last entry goes, which an apply cannot do.
        var less = kind.extending("app")
        less["spec"]?["patterns"] = [Sample.tls]
        try await namespace.apply(less)
        try await eventually("the application has no volume of the logs") {
          let pod = try await namespace.pod(of: "app", kind)
          return pod.serializedString().contains("/var/log/web") ? nil : true
        }
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
        #expect(try await namespace.pod(of: "app", kind)["volumes"]?.array?.isEmpty == false)

        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await eventually("the PodPattern has gone") {
          try await namespace.find(.podPatterns, "extension") == nil ? true : nil
        }
        let after = try #require(try await namespace.find(kind.resource, "app"))
        #expect(after["spec"] == changed["spec"] && !after.isTouched, "\(after.serializedString())")
      }
    }
  }

  @Test("that the API server does not know are waited for, and what was extended before is given back meanwhile")
  func unknown() async throws {
    try await TestNamespace.with { namespace in
      let kind = CrewDefinition.crew
      try await kind.install(namespace.admin)
      try await namespace.grantOperator(.extending(kind.resource))
      try await namespace.apply(kind.manifest("app"), to: kind.resource)
      let before = try await namespace.apply(Sample.deployment("app"), to: .deployments)
      let account = try ClientConfiguration.load(kubeconfig: namespace.cluster.operatorKubeconfig)
      try await HTTPFaultProxy.with(account) { proxy in
        proxy.begin(WithoutAPIGroup(kind.resource.group))
        try await namespace.withOperator(recheckInterval: .milliseconds(100), through: proxy) {
          try await namespace.apply(Sample.extending("app"))
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
          try await namespace.apply(kind.extending("app"))
          let waiting = try await namespace.waitFor("Reconciling", reason: "TargetKindUnknown", of: "extension")
          #expect(
            waiting["message"]?.string?.hasPrefix("the API server knows no kind Crew of podpattern.example.com/v1")
              == true)
          let after = try #require(try await namespace.find(.deployments, "app"))
          #expect(after["spec"] == before["spec"] && !after.isTouched, "\(after.serializedString())")

          // As if its CustomResourceDefinition was installed now.
          proxy.end()
          try await namespace.waitFor("Ready", reason: "RolledOut", of: "extension")
          let pod = try await namespace.pod(of: "app", kind)
          #expect(pod.serializedString().contains("/var/log/web"), "\(pod.serializedString())")
        }
      }
    }
  }

  @Test("whose lists have no keys are left alone, also with Force", arguments: ["Fail", "Force"])
  func listsWithoutKeys(policy: String) async throws {
    try await TestNamespace.with { namespace in
      let kind = CrewDefinition.gang
      try await kind.install(namespace.admin)
      try await namespace.grantOperator(.extending(kind.resource))
      let before = try await namespace.apply(kind.manifest("app"), to: kind.resource)
      try await namespace.withOperator {
        var manifest = kind.extending("app")
        manifest["spec"]?["conflictPolicy"] = .string(policy)
        try await namespace.apply(manifest)
        let message = try await namespace.waitFor("Stalled", reason: "Conflict", of: "extension")["message"]?.string
        #expect(
          message?.contains(
            #".spec.pods.template.spec.containers is one value, by "user", to which nothing can be added"#)
            == true, "\(message ?? "")")
        #expect(message?.contains("Force") == false)
        #expect(try await namespace.find(kind.resource, "app")?["spec"] == before["spec"])
      }
    }
  }
}

extension JSON {
  fileprivate var pod: JSON { self["spec", "pods", "template", "spec"] ?? [:] }
}

extension TestNamespace {
  fileprivate func pod(of name: String, _ kind: CrewDefinition) async throws -> JSON {
    try await find(kind.resource, name)?.pod ?? [:]
  }
}
