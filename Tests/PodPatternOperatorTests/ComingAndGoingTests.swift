import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

/// What random patterns leave behind in the cluster: nothing.
@Suite("Patterns that come and go on a real API server", .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct ComingAndGoingTests {
  private static let resources: [APIResource] = [.configMaps, .services, .deployments]

  @Test("The objects are those of a PodPattern that never had the pattern")
  func comeAndGo() async throws {
    try await TestNamespace.with { namespace in
      let keepsProbes = try await namespace.admin.serverVersion() >= ServerVersion(major: 1, minor: 25)
      try await namespace.withOperator {
        for (index, manifest) in try Self.manifests(8, withProbes: keepsProbes).enumerated() {
          let name = "app-\(index)"
          var (with, without) = (manifest, manifest)
          with["metadata"] = ["name": .string(name)]
          without["metadata"] = ["name": .string(name)]
          without["spec"]?["patterns"] = .array(Array((manifest["spec", "patterns"]?.array ?? []).dropFirst()))
          var seen: [JSON] = []
          for version in [without, with, without] {
            try await namespace.apply(version)
            try await namespace.waitFor("Ready", reason: "RolledOut", of: name)
            seen.append(try await Self.contents(of: name, in: namespace))
          }
          #expect(seen[0] != seen[1], "\(manifest.serializedString())")
          #expect(seen[0] == seen[2], "\(manifest.serializedString())")
        }
      }
    }
  }

  /// Random PodPatterns that compose for every server, without Jobs, which nobody would run here.
  ///
  /// - Parameter withProbes: whether a pattern may give the application probes. Once they are not applied any more, old
  ///   servers keep their default values, and find them incomplete.
  private static func manifests(_ count: Int, withProbes: Bool) throws -> [JSON] {
    let useCases = RandomUseCase.allCases.filter { $0 != .migrateOnce }
    var random = RandomPodPatterns(seed: 20, useCases: useCases)
    let composers = [20, 36].map {
      Composer(CompositionOptions(capabilities: ClusterCapabilities(kubernetesMinor: $0), allowPrivileged: true))
    }
    var manifests: [JSON] = []
    while manifests.count < count {
      var manifest = Sample.withoutPods(random.next(first: useCases[manifests.count * 2 % useCases.count]))
      let patterns = manifest["spec", "patterns"] ?? []
      if !withProbes { manifest["spec"]?["patterns"] = patterns.withoutProbes }
      let podPattern = try PodPattern.decode(manifest)
      let composes = composers.allSatisfy { if case .success = $0.compose(podPattern) { true } else { false } }
      if composes { manifests.append(manifest) }
    }
    return manifests
  }

  /// What the objects of a PodPattern say, without what the server and its controllers count.
  private static func contents(of name: String, in namespace: TestNamespace) async throws -> JSON {
    var contents: JSON = [:]
    for resource in resources {
      for try await page in namespace.admin.list(resource, namespace: namespace.name) {
        for object in page.items where object["metadata", "labels"]?[Labels.name]?.string == name {
          contents["\(resource.kind)/\(object["metadata", "name"]?.string ?? "")"] = [
            "spec": object["spec"] ?? .null, "data": object["data"] ?? .null,
            "labels": object["metadata", "labels"] ?? .null,
          ]
        }
      }
    }
    return contents
  }
}

extension JSON {
  /// Patterns that leave the application's probes alone.
  fileprivate var withoutProbes: JSON {
    .array(
      (array ?? []).map { pattern in
        var pattern = pattern
        for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
          pattern["application"]?[probe] = Optional.none
        }
        return pattern
      })
  }
}
