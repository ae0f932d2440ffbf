import JSONTree
import KubernetesClient
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite("A reflector on a real API server", .enabled(if: TestServer.isAvailable), .timeLimit(.minutes(10)))
struct ReflectorIntegrationTests {
  private static let count = 600

  @Test("has what a fresh list has, by a stream where the server has them and in pages elsewhere, and follows changes")
  func follows() async throws {
    try await TestServer.withNamespace { client, namespace in
      for number in 0..<Self.count { try await create(client, namespace, number) }
      let watcher = KubernetesListWatcher(client: client, resource: .configMaps, namespace: namespace) {
        $0["data", "text"]?.string ?? ""
      }
      let counting = CountingListWatcher(watcher)
      let store = Store<String>()
      let reflector = Reflector(counting, store: store, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      let (stream, changes) = AsyncStream<StoreChange<String>>.makeStream()
      try await withThrowingTaskGroup { group in
        group.addTask { try await reflector.run { changes.yield($0) } }
        try await store.waitUntilSynced()
        #expect(store.all.count { $0.value == "text" } == Self.count)
        try await create(client, namespace, Self.count)
        try await client.delete(.configMaps, ObjectKey(namespace: namespace, name: "object-0"))
        var kinds: [String] = []
        for await change in stream where !change.isInitialList && change.new != "" {
          kinds.append("\(change.key.name) \(change.new == nil ? "gone" : "there")")
          if kinds.count == 2 { break }
        }
        #expect(kinds == ["object-\(Self.count) there", "object-0 gone"])
        group.cancelAll()
      }
      let version = try await client.serverVersion()
      let streams = version.minor == 32 || version.minor >= 34
      print("Kubernetes \(version): \(streams ? "streamed" : "in pages")")
      #expect(counting.requests.value == (streams ? ["stream"] : ["stream", "list", "watch"]))
    }
  }

  private func create(_ client: KubernetesClient, _ namespace: String, _ number: Int) async throws {
    try await client.create(
      .configMaps, namespace: namespace,
      [
        "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("object-\(number)")],
        "data": ["text": "text"],
      ])
  }
}

/// Notes which requests are made.
private struct CountingListWatcher: ListWatcher {
  let requests = Locked<[String]>([])
  private let watcher: KubernetesListWatcher<String>

  init(_ watcher: KubernetesListWatcher<String>) { self.watcher = watcher }

  var resourceName: String { watcher.resourceName }

  func streamingList(
    notOlderThan resourceVersion: String?, timeoutSeconds: Int,
    deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    requests.change { $0.append("stream") }
    try await watcher.streamingList(
      notOlderThan: resourceVersion, timeoutSeconds: timeoutSeconds, deliver: deliver)
  }

  func list(pageSize: Int?, deliver: @Sendable (ObjectPage<String>) async -> Void) async throws {
    requests.change { $0.append("list") }
    try await watcher.list(pageSize: pageSize, deliver: deliver)
  }

  func watch(
    from resourceVersion: String, timeoutSeconds: Int, deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    requests.change { $0.append("watch") }
    try await watcher.watch(from: resourceVersion, timeoutSeconds: timeoutSeconds, deliver: deliver)
  }
}
