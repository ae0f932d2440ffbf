import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Bad input on a real API server", .serialized,
  .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct BadInputTests {
  /// What is wrong, and what the API server or the condition must name. Old API servers leave indices out of a path.
  static let badSpecs: [(change: JSON, names: [String])] = [
    (
      ["patterns": [Sample.tls, Sample.renamed(Sample.tls, "tls2")]],
      ["8080", "\"tls\"", "\"tls2\""]
    ),
    (
      ["patterns": [Sample.logs, ["name": "m", "adapter": ["prometheusExporter": ["image": "e:1", "port": 70000]]]]],
      ["adapter.prometheusExporter.port", "70000", "65535"]
    ),
    (["patterns": [["name": "none", "sidecar": [:]]]], ["sidecar"]),
    (["application": "other"], ["spec.application", "other", "web"]),
    (
      ["patterns": [["name": "logs", "sidecar": ["logStream": ["directory": "/var/log;}\n", "files": ["a"]]]]]],
      ["sidecar.logStream.directory"]
    ),
    (["workload": ["template": ["spec": ["containers": "none"]]]], ["spec.workload.template.spec.containers"]),
  ]

  @Test("Refused with field, value and what is allowed, while the last good state stays", arguments: badSpecs)
  func refuses(change: JSON, names: [String]) async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await namespace.apply(Sample.application())
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "web")
        let before = try await namespace.find(.deployments, "web")?["spec"]
        let message = try await refusal(of: change, in: namespace)
        for name in names { #expect(message.contains(name), "\(message) does not name \(name)") }
        #expect(try await namespace.find(.deployments, "web")?["spec"] == before)
      }
    }
  }

  /// What the user is told: by the API server, where its schema sees the mistake, else by the condition.
  private func refusal(of change: JSON, in namespace: TestNamespace) async throws -> String {
    var manifest = Sample.application()
    for (field, value) in change.object ?? [:] { manifest["spec"]?[field] = value }
    do {
      try await namespace.apply(manifest)
    } catch let error as KubernetesError where error.status != nil {
      return error.description
    }
    return try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "web")["message"]?.string ?? ""
  }

  @Test(
    "A workload cannot become a target, which would leave its Deployment to nobody",
    .enabled("\(TestServer.requirement(minor: 25))") { try await TestServer.isAtLeast(minor: 25) })
  func workloadIntoTarget() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.apply(Sample.application("app"))
      let error = await #expect(throws: KubernetesError.self) {
        try await namespace.apply(Sample.extending("app", name: "app"))
      }
      #expect(
        error?.description.contains("workload cannot be replaced by target") == true, "\(String(describing: error))")
      try await namespace.apply(Sample.extending("app", name: "other"))
      try await namespace.apply(Sample.application("other"))
    }
  }

  @Test("A template that the API server does not accept stalls with the server's own words")
  func rejectedTemplate() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application()
        manifest["spec"]?["workload"]?["template"]?["spec"]?["dnsPolicy"] = "Nonsense"
        try await namespace.apply(manifest)
        let stalled = try await namespace.waitFor("Stalled", reason: "Rejected", of: "web")
        #expect(stalled["message"]?.string?.contains("dnsPolicy") == true)
      }
    }
  }

  @Test("A field that no pod template has stalls with the field's name")
  func unknownTemplateField() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        var manifest = Sample.application()
        manifest["spec"]?["workload"]?["template"]?["spec"]?["contaniers"] = []
        manifest["spec"]?["workload"]?["template"]?["spec"]?["nodeSelecter"] = ["a": "b"]
        try await namespace.apply(manifest)
        let stalled = try await namespace.waitFor("Stalled", reason: "Rejected", of: "web")
        #expect(stalled["message"]?.string?.contains("nodeSelecter") == true)
      }
    }
  }

  @Test("A privileged pattern is refused unless the operator allows it")
  func privileged() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator(allowPrivileged: false) {
        try await namespace.apply(
          Sample.application(patterns: [["name": "kernel", "init": ["sysctl": ["vm.max_map_count": "262144"]]]]))
        let stalled = try await namespace.waitFor("Stalled", reason: "InvalidSpec", of: "web")
        #expect(stalled["message"]?.string?.contains("--allow-privileged") == true)
      }
    }
  }
}

extension Sample {
  static func renamed(_ pattern: JSON, _ name: String) -> JSON {
    var pattern = pattern
    pattern["name"] = .string(name)
    return pattern
  }
}
