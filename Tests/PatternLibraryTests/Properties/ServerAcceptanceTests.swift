import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import TestSupport
import Testing

/// What the library makes of random PodPatterns, before a real API server.
@Suite(
  "The API server takes what is composed",
  .enabled(if: TestServer.isAvailable, "needs an API server: hack/test starts one"))
struct ServerAcceptanceTests {
  private static let resources: [APIResource] = [.jobs, .configMaps, .services, .deployments]

  @Test("of every use case, with everything that can be set")
  func dryRun() async throws {
    try await TestServer.withNamespace { client, namespace in
      let minor = try await client.serverVersion().minor
      let options = CompositionOptions(
        capabilities: ClusterCapabilities(kubernetesMinor: minor), allowPrivileged: true)
      var random = RandomPodPatterns(seed: Generated.seed)
      for useCase in RandomUseCase.allCases {
        for _ in 0..<7 {
          let manifest = random.next(first: useCase)
          guard case .success(let objects, _, _) = Composer(options).compose(try PodPattern.decode(manifest)) else {
            continue
          }
          for object in objects { try await expectAccepted(object, of: manifest, client, namespace) }
        }
      }
    }
  }

  private func expectAccepted(
    _ object: JSON, of manifest: JSON, _ client: KubernetesClient, _ namespace: String
  ) async throws {
    let resource = try #require(Self.resources.first { $0.kind == object["kind"]?.string })
    let key = ObjectKey(namespace: namespace, name: object["metadata", "name"]?.string ?? "")
    do {
      _ = try await client.apply(
        resource, key, object, options: ApplyOptions(fieldManager: "properties", force: true, dryRun: true))
    } catch {
      Issue.record("\(error): \(object.serializedString()) of \(manifest.serializedString())")
    }
  }
}
