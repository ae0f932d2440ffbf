import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// What happens at the same moment.
@Suite("Races for a target", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct RaceTests {
  private static let rounds = 200

  @Test("200 times given back while the owner changes it: nothing is left, and nothing of the owner's is lost")
  func releaseUnderEdits() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for lane in 0..<4 {
            group.addTask {
              for round in 0..<(Self.rounds / 4) { try await Self.release("app-\(lane)", round: round, in: namespace) }
            }
          }
          try await group.waitForAll()
        }
      }
    }
  }

  private static func release(_ name: String, round: Int, in namespace: TestNamespace) async throws {
    var deployment = Sample.deployment(name)
    try await namespace.apply(deployment, to: .deployments)
    try await namespace.apply(Sample.extending(name, name: name))
    try await eventually("\(name) is extended") {
      try await namespace.helpers(of: name) == ["logs", "tls"] ? true : nil
    }
    async let deletion = namespace.admin.delete(.podPatterns, namespace.key(name))
    for edit in 1...3 {
      let image = "example.com/web:\(round).\(edit)"
      deployment["spec"]?["template"]?["spec"]?["containers"] = [["name": "web", "image": .string(image)]]
      try await namespace.apply(deployment, to: .deployments)
    }
    _ = try await deletion
    try await eventually("\(name) is given back") {
      try await namespace.find(.podPatterns, name) == nil ? true : nil
    }
    let live = try #require(try await namespace.find(.deployments, name))
    let text = live.serializedString()
    #expect(!text.contains("podpattern") && !text.contains("LISTEN") && !text.contains("/var/log/web"), "\(text)")
    #expect(
      live["spec", "template", "spec", "containers"]?.array?.map { $0["image"] } == [
        .string("example.com/web:\(round).3")
      ])
    try await namespace.admin.delete(.deployments, namespace.key(name), propagation: .background)
  }

  @Test("200 times deleted while it is extended: a deleted object never comes back")
  func deletionWhileExtended() async throws {
    try await TestNamespace.with { namespace in
      try await namespace.withOperator {
        try await withThrowingTaskGroup(of: Void.self) { group in
          for lane in 0..<4 {
            group.addTask {
              for round in 0..<(Self.rounds / 4) { try await Self.delete("app-\(lane)-\(round)", in: namespace) }
            }
          }
          try await group.waitForAll()
        }
        try await namespace.settle()
        var left: [JSON] = []
        for resource in [APIResource.deployments, .services] {
          for try await page in namespace.admin.list(resource, namespace: namespace.name) { left += page.items }
        }
        #expect(left == [])
      }
    }
  }

  private static func delete(_ name: String, in namespace: TestNamespace) async throws {
    try await namespace.apply(Sample.deployment(name), to: .deployments)
    try await namespace.apply(Sample.service(name), to: .services)
    // What is added to a Service could stand alone, as a Service of its own.
    var manifest = Sample.extending(name, name: name, patterns: [Sample.exporter])
    manifest["spec"]?["target"]?["service"] = .string(name)
    async let extending: JSON = namespace.apply(manifest)
    try await namespace.admin.delete(.services, namespace.key(name))
    try await namespace.admin.delete(.deployments, namespace.key(name), propagation: .background)
    _ = try await extending
    try await namespace.waitFor("Reconciling", reason: "TargetNotFound", of: name)
    try await namespace.admin.delete(.podPatterns, namespace.key(name))
  }
}
