import JSONTree
import Logging
import TestSupport
import Testing

@testable import KubernetesClient

// Needs a real API server: PODPATTERN_TEST_KUBECONFIG names its kubeconfig, and hack/test provides both.
@Suite(.enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"))
struct WatchIntegrationTests {
  private func version(_ client: KubernetesClient, _ namespace: String) async throws -> String {
    var iterator = client.list(.configMaps, namespace: namespace).makeAsyncIterator()
    return try #require(await iterator.next()).resourceVersion
  }

  private func configMap(_ text: String) -> JSON {
    ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "a"], "data": ["text": .string(text)]]
  }

  @Test func changesArriveInOrder() async throws {
    try await TestServer.withNamespace { client, namespace in
      let key = ObjectKey(namespace: namespace, name: "a")
      let watch = client.watch(
        .configMaps, namespace: namespace, fieldSelector: "metadata.name=a", from: try await version(client, namespace),
        timeoutSeconds: 60)
      let long = String(repeating: "x", count: 900_000)
      try await client.create(.configMaps, namespace: namespace, configMap("1"))
      try await client.update(.configMaps, key, configMap(long))
      try await client.delete(.configMaps, key)
      var seen: [String] = []
      for try await event in watch {
        switch event {
        case .added(let object): seen.append("added \(object["data"]?["text"]?.string ?? "")")
        case .modified(let object): seen.append("modified \(object["data"]?["text"]?.string?.utf8.count ?? 0)")
        case .deleted(let object): seen.append("deleted \(object["kind"]?.string ?? "")")
        case .known, .bookmark, .initialEventsEnd: continue
        }
        if seen.count == 3 { break }
      }
      #expect(seen == ["added 1", "modified 900000", "deleted ConfigMap"])
    }
  }

  /// A list and a watch in one, or the refusal that tells to do both.
  @Test func streamingListOrItsRefusal() async throws {
    try await TestServer.withNamespace { client, namespace in
      try await client.create(.configMaps, namespace: namespace, configMap("1"))
      let only = "metadata.name=a"
      let stream = client.streamingList(
        .configMaps, namespace: namespace, fieldSelector: only, timeoutSeconds: 60)
      var seen: [String] = []
      do {
        for try await event in stream {
          switch event {
          case .added(let object): seen.append("added \(object["data"]?["text"]?.string ?? "")")
          case .initialEventsEnd:
            seen.append("end")
            try await client.update(
              .configMaps, ObjectKey(namespace: namespace, name: "a"), configMap("2"))
          case .modified(let object): seen.append("modified \(object["data"]?["text"]?.string ?? "")")
          case .deleted, .known, .bookmark: continue
          }
          if seen.count == 3 { break }
        }
        #expect(seen == ["added 1", "end", "modified 2"])
      } catch {
        #expect(KubernetesError(error).isStreamingListRefused, "\(error)")
        #expect(try await client.serverVersion() < ServerVersion(major: 1, minor: 34))
      }
    }
  }

  @Test func serverEndsTheWatchAfterItsTime() async throws {
    try await TestServer.withNamespace { client, namespace in
      let from = try await version(client, namespace)
      let watch = client.watch(
        .configMaps, namespace: namespace, fieldSelector: "metadata.name=none", from: from, allowBookmarks: false,
        timeoutSeconds: 1)
      for try await event in watch { Issue.record("\(event)") }
    }
  }

  /// A new resource: the server has no history of it from before it came to be.
  @Test(.timeLimit(.minutes(10))) func versionOfLongAgoIsExpired() async throws {
    try await TestServer.withClient { client in
      let group = "g\(UInt32.random(in: .min ... .max)).example.com"
      let name = ObjectKey(name: "widgets.\(group)")
      try await client.create(.customResourceDefinitions, definition(name.name, group: group))
      watch: for try await event in client.watch(
        .customResourceDefinitions, fieldSelector: "metadata.name=\(name.name)", from: "0", timeoutSeconds: 60)
      {
        switch event {
        case .added(let object) where isEstablished(object), .modified(let object) where isEstablished(object):
          break watch
        default: continue
        }
      }
      let widgets = APIResource(group: group, version: "v1", kind: "Widget", plural: "widgets")
      // Established comes a moment before the server answers for the resource.
      var failure: KubernetesError?
      repeat {
        failure = await error(of: { for try await _ in client.watch(widgets, from: "1", timeoutSeconds: 5) {} })
      } while failure?.isNotFound == true || failure?.isRetryable == true
      #expect(failure?.isExpired == true)
      try await client.delete(.customResourceDefinitions, name)
    }
  }

  private func isEstablished(_ definition: JSON) -> Bool {
    definition["status"]?["conditions"]?.array?.contains { $0["type"] == "Established" && $0["status"] == "True" }
      ?? false
  }

  private func definition(_ name: String, group: String) -> JSON {
    [
      "apiVersion": "apiextensions.k8s.io/v1", "kind": "CustomResourceDefinition",
      "metadata": ["name": .string(name)],
      "spec": [
        "group": .string(group), "scope": "Namespaced",
        "names": ["plural": "widgets", "singular": "widget", "kind": "Widget"],
        "versions": [
          ["name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]]]
        ],
      ],
    ]
  }

  @Test func shutdownEndsWatches() async throws {
    try await TestServer.withClient { client in
      let from = try await version(client, "default")
      let watch = client.watch(.configMaps, namespace: "default", fieldSelector: "metadata.name=none", from: from)
      let (accepted, accept) = AsyncStream.makeStream(of: Void.self)
      let settings = WatchEvents.Settings(
        open: { () async throws(KubernetesError) in
          let body = try await watch.settings.open()
          accept.yield()
          return body
        }, stallLimit: watch.settings.stallLimit, maximumEventLength: 1 << 20)
      async let outcome = error(of: { for try await _ in WatchEvents(settings: settings) {} })
      for await _ in accepted { break }
      try await client.shutdown()
      let error = await outcome
      #expect(error == .cancelled)
      #expect(await KubernetesClientTests.error(of: { try await client.serverVersion() }) != nil)
    }
  }

  @Test func clientThatNobodyShutsDownJustGoes() async throws {
    let configuration = try TestServer.configuration()
    let userAgent = UserAgent(name: "podpattern-tests", version: "0")
    let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
    _ = try await KubernetesClient(configuration: configuration, userAgent: userAgent, logger: logger).serverVersion()
  }
}
