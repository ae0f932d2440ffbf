import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@Suite("The operator's rights", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct RightsTests {
  private static let roleFile = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appending(path: "deploy/cluster-role.yaml")

  /// What `deploy/` grants, each as `verb resource.group/subresource`.
  private func granted() throws -> Set<String> {
    let documents = try YAML.parse([UInt8](Data(contentsOf: Self.roleFile)))
    let rules = documents.flatMap { $0["rules"]?.array ?? [] }
    return Set(
      rules.flatMap { rule in
        texts(rule["apiGroups"]).flatMap { group in
          texts(rule["resources"]).flatMap { resource in
            texts(rule["verbs"]).map { "\($0) \(resource)\(group.isEmpty ? "" : ".\(group)")" }
          }
        }
      })
  }

  private func texts(_ list: JSON?) -> [String] { list?.array?.compactMap(\.string) ?? [] }

  @Test("are all made use of", .timeLimit(.minutes(3)))
  func areNeeded() async throws {
    try await TestNamespace.with { namespace in
      let kinds = [APIResource.configMaps, .services, .deployments]
      for resource in kinds { try await namespace.apply(Sample.foreign(resource), to: resource) }
      try await namespace.withOperator(recheckInterval: .milliseconds(50)) {
        var manifest = Sample.withoutPods(Sample.application(patterns: [Sample.tls]))
        try await namespace.apply(manifest)
        for resource in kinds {
          let name = Sample.foreign(resource)["metadata", "name"]?.string ?? ""
          try await eventually("\(resource.kind)/\(name) was looked at") {
            try await AuditLog(namespace: namespace).operatorRequests()
              .contains { $0.description == "get \(resource.plural)/\(name)" } ? true : nil
          }
          try await namespace.admin.delete(resource, namespace.key(name))
        }
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        manifest["spec"]?["patterns"] = []
        manifest["spec"]?["workload"]?["service"] = Optional.none
        try await namespace.apply(manifest)
        try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
      }
      // Some servers write a watch down only when it ends.
      let granted = try granted()
      try await eventually("the rights in use are \(granted.sorted())") {
        try await AuditLog(namespace: namespace).rightsInUse() == granted ? true : nil
      }
    }
  }
}
