import JSONTree
import KubernetesClient
import Logging
import TestSupport
import Testing

@testable import ControllerRuntime

@Suite(
  "A reflector on a real API server", .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"),
  .timeLimit(.minutes(10)))
struct ReflectorIntegrationTests {
  private static let count = 600
  private static let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }

  @Test("has what a fresh list has, by a stream where the server has them and in pages elsewhere, and follows changes")
  func follows() async throws {
    try await TestServer.withNamespace { client, namespace in
      for number in 0..<Self.count { try await create(client, namespace, "object-\(number)") }
      let watcher = KubernetesListWatcher(client: client, resource: .configMaps, namespace: namespace) {
        $0["data", "text"]?.string ?? ""
      }
      let counting = CountingListWatcher(watcher)
      let store = Store<String>()
      let reflector = Reflector(counting, store: store, logger: Self.logger)
      let (stream, changes) = AsyncStream<StoreChange<String>>.makeStream()
      try await withThrowingTaskGroup { group in
        group.addTask { try await reflector.run { changes.yield($0) } }
        try await store.waitUntilSynced()
        #expect(store.all.count { $0.value == "text" } == Self.count)
        try await create(client, namespace, "object-\(Self.count)")
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

  @Test("has everything in a list that comes again, also what the store has already")
  func relists() async throws {
    try await TestServer.withNamespace { client, namespace in
      let store = Store<String>()
      for (name, objects) in [("first", ["first"]), ("second", ["first", "second"])] {
        try await create(client, namespace, name)
        let watcher = KubernetesListWatcher(client: client, resource: .configMaps, namespace: namespace) { _ in name }
        let reflector = Reflector(watcher, store: store, logger: Self.logger)
        let (stream, changes) = AsyncStream<StoreChange<String>>.makeStream()
        await withThrowingTaskGroup { group in
          group.addTask { try await reflector.run { changes.yield($0) } }
          for await change in stream {
            #expect(change.new != nil, "\(change.key) is gone")
            if change.key.name == name { break }
          }
          group.cancelAll()
        }
        #expect(store.all.keys.map(\.name).filter(objects.contains).sorted() == objects)
      }
    }
  }

  private func create(_ client: KubernetesClient, _ namespace: String, _ name: String) async throws {
    try await client.create(
      .configMaps, namespace: namespace,
      ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": ["text": "text"]])
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
    isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    requests.change { $0.append("stream") }
    try await watcher.streamingList(
      notOlderThan: resourceVersion, timeoutSeconds: timeoutSeconds, isKnown: isKnown, deliver: deliver)
  }

  func list(pageSize: Int?, deliver: @Sendable (ObjectPage<String>) async -> Void) async throws {
    requests.change { $0.append("list") }
    try await watcher.list(pageSize: pageSize, deliver: deliver)
  }

  func watch(
    from resourceVersion: String, timeoutSeconds: Int, isKnown: @escaping @Sendable (ObjectKey, String) -> Bool,
    deliver: @Sendable (ObjectEvent<String>) async -> Void
  ) async throws {
    requests.change { $0.append("watch") }
    try await watcher.watch(
      from: resourceVersion, timeoutSeconds: timeoutSeconds, isKnown: isKnown, deliver: deliver)
  }
}
