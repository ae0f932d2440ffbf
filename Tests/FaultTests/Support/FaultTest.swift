import JSONTree
import KubernetesClient
import TestSupport
import Testing

/// What the tests of this target share: clients that lose patience sooner than in production, and objects to change.
enum FaultTest {
  /// The clients' time limits (30 s for a request, 70 s for a silent watch) pass this many times as fast.
  static let haste = 5

  /// Runs with a client whose time limits pass faster.
  static func withHastyClient<Result: Sendable>(
    _ configuration: ClientConfiguration, _ body: (KubernetesClient) async throws -> Result
  ) async throws -> Result {
    let client = try KubernetesClient(
      configuration: configuration, userAgent: UserAgent(name: "podpattern-faults", version: "0"),
      fieldManager: "faults", clock: FastClock(factor: haste), logger: .silent)
    do {
      let result = try await body(client)
      try await client.shutdown()
      return result
    } catch {
      try? await client.shutdown()
      throw error
    }
  }

  /// Creates ConfigMaps.
  static func create(_ indices: Range<Int>, _ client: KubernetesClient, namespace: String) async throws {
    try await forEach(indices) { index in
      try await client.create(.configMaps, namespace: namespace, object("old", index))
    }
  }

  /// Creates ConfigMaps, or changes them.
  static func set(
    _ value: String, of indices: Range<Int>, _ client: KubernetesClient, namespace: String
  ) async throws {
    try await forEach(indices) { index in
      try await client.apply(
        .configMaps, ObjectKey(namespace: namespace, name: "object-\(index)"), object(value, index),
        options: ApplyOptions(fieldManager: "faults", force: true))
    }
  }

  private static func object(_ value: String, _ index: Int) -> JSON {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string("object-\(index)")],
      "data": ["value": .string("\(value)-\(index)")],
    ]
  }

  /// Eight at a time.
  private static func forEach(
    _ indices: Range<Int>, _ change: @escaping @Sendable (Int) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for index in indices {
        if index - indices.lowerBound >= 8 { try await group.next() }
        group.addTask { try await change(index) }
      }
      try await group.waitForAll()
    }
  }

  /// Deletes ConfigMaps.
  static func delete(_ indices: Range<Int>, _ client: KubernetesClient, namespace: String) async throws {
    for index in indices {
      try await client.delete(.configMaps, ObjectKey(namespace: namespace, name: "object-\(index)"))
    }
  }

  /// Tells how long it took until all was well again.
  static func report(_ fault: String, _ what: String, recovered time: Duration) {
    print("recovery: \(fault), \(what): \((time / .milliseconds(1)).rounded()) ms")
  }

  static let requirement: Comment = "needs an API server: hack/test starts one and sets PODPATTERN_TEST_KUBECONFIG, …"
}
