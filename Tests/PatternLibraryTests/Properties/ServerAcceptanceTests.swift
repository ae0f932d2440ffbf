import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

@testable import PatternLibrary

/// What the library makes of random PodPatterns, before a real API server.
@Suite(
  "The API server takes what is composed",
  .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct ServerAcceptanceTests {
  private static let resources: [APIResource] = [.jobs, .configMaps, .services, .deployments]

  @Test("of every use case, with everything that can be set")
  func dryRun() async throws {
    try await withServer { client, namespace, options in
      var random = RandomPodPatterns(seed: Generated.seed)
      for useCase in RandomUseCase.allCases {
        var composed = 0
        for _ in 0..<7 {
          let manifest = random.next(first: useCase)
          guard case .success(let objects, _, _) = Composer(options).compose(try PodPattern.decode(manifest)) else {
            continue
          }
          composed += 1
          for object in objects { try await expectAccepted(object, of: manifest, client, namespace) }
        }
        #expect(composed >= 4, "\(useCase)")
      }
    }
  }

  @Test("and what is added to a workload of somebody else's, who keeps all that is not taken")
  func extensions() async throws {
    try await withServer { client, namespace, options in
      var random = RandomPodPatterns(seed: Generated.seed)
      for useCase in RandomUseCase.allCases {
        var extensions = 0
        for _ in 0..<3 {
          let item = try GeneratedTarget(Generated(random.next(first: useCase), options), options)
          for added in item.extensions ?? [] { try await expectAdded(added, to: item, client, namespace) }
          extensions += item.extensions?.count ?? 0
        }
        #expect(extensions > 0, "\(useCase)")
      }
    }
  }

  private func withServer(
    _ test: (KubernetesClient, _ namespace: String, CompositionOptions) async throws -> Void
  ) async throws {
    try await TestServer.withNamespace { client, namespace in
      let minor = try await client.serverVersion().minor
      let options = CompositionOptions(
        capabilities: ClusterCapabilities(kubernetesMinor: minor), allowPrivileged: true)
      try await test(client, namespace, options)
    }
  }

  /// The server merges as the library says that it does.
  private func expectAdded(
    _ added: TargetExtension, to item: GeneratedTarget, _ client: KubernetesClient, _ namespace: String
  ) async throws {
    let (resource, object) =
      added.object["kind"] == "Service"
      ? (APIResource.services, item.state.service) : (.deployments, item.state.workload)
    let target = try #require(object)
    _ = try await client.create(resource, namespace: namespace, target)
    let key = ObjectKey(namespace: namespace, name: "shop")
    do {
      let live = try await client.apply(
        resource, key, added.object, options: ApplyOptions(fieldManager: "podpattern/app", force: true, dryRun: true))
      let expected = added.applied(to: target)["spec"] ?? .null
      let isMerged = expected.isCovered(by: live["spec"] ?? .null)
      #expect(isMerged, "\(expected.missing(in: live["spec"])) of \(item.own.testDescription)")
    } catch {
      Issue.record("\(error): \(added.object.serializedString()) of \(item.own.testDescription)")
    }
    _ = try await client.delete(resource, key)
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
