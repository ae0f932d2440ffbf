import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

@Suite(
  "The examples of deploy/ on a real API server", .serialized,
  .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ExampleTests {
  private static let directory = Repository.path("deploy/examples")

  static let examples: [String] =
    (try? FileManager.default.contentsOfDirectory(atPath: directory))?.filter { $0.hasSuffix(".yaml") }.sorted() ?? []

  /// What examples extend, by its kind.
  private static let extended: [JSON: APIResource] = ["Deployment": .deployments, "Service": .services]

  @Test("There are examples")
  func exist() { #expect(Self.examples.count >= 8) }

  @Test("Becomes objects that the server accepts, and nothing when applied again", arguments: examples)
  func applies(file: String) async throws {
    let documents = try YAML.parse([UInt8](Data(contentsOf: URL(filePath: "\(Self.directory)/\(file)"))))
    let podPatterns = documents.filter { $0["kind"]?.string == PodPattern.kind }.map(Sample.withoutPods)
    try #require(!podPatterns.isEmpty)
    try await TestNamespace.with { namespace in
      for document in documents.map(Sample.withoutPods) {
        guard let resource = Self.extended[document["kind"] ?? .null] else { continue }
        _ = try await namespace.admin.create(resource, namespace: namespace.name, document)
      }
      let log = AuditLog(namespace: namespace)
      try await namespace.withOperator {
        for podPattern in podPatterns {
          try await namespace.apply(podPattern)
          for job in try Sample.jobNames(of: podPattern) { try await namespace.endPod(ofJob: job, succeeding: true) }
          try await namespace.waitFor("Ready", reason: "RolledOut", of: podPattern["metadata", "name"]?.string ?? "")
        }
        let synced = try await log.now()
        for podPattern in podPatterns { try await namespace.apply(podPattern) }
        try await namespace.apply(Sample.application("probe", patterns: []))
        try await namespace.waitFor("Reconciling", reason: "Progressing", of: "probe")
        let after = try await log.operatorRequests(since: synced)
        #expect(after.filter { $0.name != "probe" && !$0.isEvent } == [])
        #expect(namespace.warnings.all.map(\.text) == [])
      }
    }
  }
}
