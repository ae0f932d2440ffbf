import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Events on a real API server", .serialized,
  .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct EventTests {
  @Test("Applied, drift, refusal and pruning are told, each with what it concerns")
  func story() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application(patterns: [Sample.tls])
        try await namespace.apply(manifest)
        let applied = try await namespace.waitForEvent("Applied", of: "web")
        #expect(applied["note"] == "created ConfigMap/web-tls, Service/web, Deployment/web")
        #expect(applied["type"] == "Normal")

        manifest["spec"]?["workload"]?["replicas"] = 2
        try await namespace.apply(manifest)
        try await namespace.waitForEvent("Applied", of: "web", note: "changed Deployment/web")

        for number in 1...2 {
          _ = try await namespace.admin.patch(
            .configMaps, namespace.key("web-tls"), mergePatch: ["data": ["nginx.conf": "broken"]])
          try await eventually("the drift is told for the \(number). time") {
            let event = try await namespace.events(of: "web").first { $0["reason"] == "DriftRepaired" }
            return event.map { number == 1 || $0["series", "count"] == 2 } == true ? true : nil
          }
        }
        let drift = try await namespace.waitForEvent("DriftRepaired", of: "web", note: "ConfigMap/web-tls")
        #expect(drift["type"] == "Warning")

        manifest["spec"]?["patterns"] = []
        try await namespace.apply(manifest)
        try await namespace.waitForEvent("Pruned", of: "web", note: "ConfigMap/web-tls")

        manifest["spec"]?["application"] = "nobody"
        try await namespace.apply(manifest)
        let refused = try await namespace.waitForEvent("InvalidSpec", of: "web", note: "spec.application")
        #expect(refused["type"] == "Warning")
        #expect(refused["reportingController"] == "podpattern")
      }
    }
  }

  @Test(
    "kubectl describe shows what is told",
    .enabled(if: Programs.find("kubectl") != nil, "needs kubectl: hack/test provides it"))
  func describe() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application(patterns: [Sample.tls])
        try await namespace.apply(manifest)
        try await namespace.waitForEvent("Applied", of: "web")
        try await namespace.admin.delete(.configMaps, namespace.key("web-tls"))
        try await namespace.waitForEvent("DriftRepaired", of: "web")
        manifest["spec"]?["application"] = "nobody"
        try await namespace.apply(manifest)
        try await namespace.waitForEvent("InvalidSpec", of: "web")
      }
      let text = try await Programs.succeed(
        try #require(Programs.find("kubectl")),
        ["--kubeconfig", TestServer.kubeconfigPath ?? "", "-n", namespace.name, "describe", "podpattern", "web"])
      for (type, reason, note) in [
        ("Normal", "Applied", "created ConfigMap/web-tls, Service/web, Deployment/web"),
        ("Warning", "DriftRepaired", "restored ConfigMap/web-tls, which somebody else had changed or deleted"),
        ("Warning", "InvalidSpec", "spec.application"),
      ] {
        let lines = text.split(separator: "\n")
        #expect(lines.contains { line in [type, " \(reason) ", note].allSatisfy { line.contains($0) } }, "\(text)")
      }
    }
  }

  @Test("What is given back is told")
  func givenBack() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.deployment("app"), to: .deployments)
      try await namespace.withOperator {
        var manifest = Sample.extending("app")
        try await namespace.apply(manifest)
        try await namespace.waitForEvent("Applied", of: "extension", note: "Deployment/app")
        manifest["spec"]?["suspend"] = true
        try await namespace.apply(manifest)
        let event = try await namespace.waitForEvent("Released", of: "extension")
        #expect(event["note"] == "gave Deployment/app back: nothing of this PodPattern is in it any more")
        #expect(event["type"] == "Normal")
      }
    }
  }

  @Test("What somebody else owns, and what the server does not accept, is told without values")
  func refusals() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.foreign(.services), to: .services)
      try await namespace.withOperator {
        try await namespace.apply(Sample.application())
        try await namespace.waitForEvent("ObjectNotOwned", of: "web", note: "Service/web")

        var rejected = Sample.application("other")
        rejected["spec"]?["workload"]?["template"]?["spec"]?["dnsPolicy"] = "hunter2"
        try await namespace.apply(rejected)
        let event = try await namespace.waitForEvent("Rejected", of: "other", note: "Deployment/other")
        #expect(event["note"]?.string?.contains("hunter2") == false)
        #expect(event["note"]?.string?.contains("dnsPolicy") == true)
      }
    }
  }

  @Test("A look that changes nothing tells nothing, also after a restart and also where something is refused")
  func silence() async throws {
    try await TestNamespace.with { namespace in
      let refused = Sample.application("refused", patterns: [Sample.tls, Sample.renamed(Sample.tls, "tls2")])
      try await namespace.withOperator {
        try await namespace.apply(Sample.application())
        try await namespace.apply(refused)
        try await namespace.waitForEvent("Applied", of: "web")
        try await namespace.waitForEvent("InvalidSpec", of: "refused")
        try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "refused")
      }
      try await namespace.withOperator {
        try await namespace.apply(Sample.application())
        try await namespace.apply(Sample.application("probe", patterns: []))
        try await namespace.waitForEvent("Applied", of: "probe")
      }
      for name in ["web", "refused"] {
        let events = try await namespace.events(of: name)
        #expect(events.count == 1 && events.allSatisfy { $0["series"] == nil })
      }
    }
  }
}
