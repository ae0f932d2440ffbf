import JSONTree
import KubernetesClient
import TestSupport

/// What every measurement of one run has in common.
struct Session: Sendable {
  let client: KubernetesClient
  let subject: Subject
  var count: Int
  let inFlight: Int
  let patience: Duration
  let operatorCommand: [String]
  let operatorKubeconfig: String?
  let audit: AuditTrail

  /// The names of the objects.
  var names: [String] { (0..<count).map(name) }

  func name(_ index: Int) -> String { "measured-\(index)" }

  /// Makes a namespace of its own for a measurement.
  ///
  /// It stays with all its content: without controllers nobody would empty it, and the cluster is thrown away.
  func makeNamespace(_ purpose: String, labels: JSON = [:]) async throws -> String {
    let name = "\(purpose)-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    try await client.create(
      .namespaces,
      ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name), "labels": labels]])
    return name
  }

  /// Creates all objects, and before each what belongs to somebody else.
  func createAll(in namespace: String) async throws {
    try await concurrently(names) { try await create($0, in: namespace) }
  }

  /// Creates one object, and before it what belongs to somebody else.
  func create(_ name: String, in namespace: String) async throws {
    try await applyOwned(name, in: namespace)
    guard !subject.isMadeByOperator else { return }
    try await client.create(subject.resource, namespace: namespace, subject.manifest.filled(["name": name]))
  }

  /// Applies what belongs to somebody else, in the name of its owner.
  func applyOwned(_ name: String, in namespace: String) async throws {
    for manifest in subject.owned {
      let object = manifest.filled(["name": name])
      try await client.apply(
        APIResource(of: object), ObjectKey(namespace: namespace, name: object["metadata", "name"]?.string ?? ""),
        object, options: ApplyOptions(fieldManager: "owner", force: true))
    }
  }

  /// Deletes what belongs to somebody else.
  func deleteOwned(_ name: String, in namespace: String) async throws {
    for manifest in subject.owned {
      let name = manifest.filled(["name": name])["metadata", "name"]?.string ?? ""
      try await client.delete(APIResource(of: manifest), ObjectKey(namespace: namespace, name: name))
    }
  }

  /// What the operator has asked the server to change since a place in its log; without events, of which it goes on to tell
  /// slowly, long after their cause.
  func operatorWrites(since start: Int) throws -> [AuditTrail.Request] {
    try operatorRequests(since: start).filter { $0.isWrite && $0.resource != "events" }
  }

  /// All requests that are neither the driver's nor the API server's own.
  private func operatorRequests(since start: Int) throws -> [AuditTrail.Request] {
    try audit.requests(from: start)
      .filter { !$0.userAgent.hasPrefix("podpattern-tests") && $0.user != "system:apiserver" }
  }

  /// Waits until the operator asks the server for nothing any more, not even to take events.
  func untilQuiet() async throws {
    let deadline = ContinuousClock.now + patience
    while ContinuousClock.now < deadline {
      let from = try audit.end()
      try await ContinuousClock().sleep(for: .seconds(3))
      if try operatorRequests(since: from).allSatisfy({ $0.verb == "watch" }) { return }
    }
    throw BenchmarkError("the operator has not come to rest within \(patience)")
  }

  /// Does something for every element, so many at a time.
  func concurrently<Element: Sendable>(
    _ elements: [Element], _ body: @escaping @Sendable (Element) async throws -> Void
  ) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, element) in elements.enumerated() {
        if index >= inFlight { try await group.next() }
        group.addTask { try await body(element) }
      }
      try await group.waitForAll()
    }
  }

  /// Runs the operator while the body runs.
  ///
  /// - Parameter namespace: that it is to look after, where its command has a place for it.
  func withOperator<Result: Sendable>(
    in namespace: String = "", _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> Result {
    let command = operatorCommand.map { $0.filled(["namespace": namespace]) }
    let environment = operatorKubeconfig.map { ["KUBECONFIG": $0] } ?? [:]
    return try await RunningProgram.with(command, environment: environment, body).result
  }
}
