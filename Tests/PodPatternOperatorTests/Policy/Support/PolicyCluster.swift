import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PodPatternAPI
import PodPatternOperator
import TestSupport
import Testing

/// A cluster for a test of policies: namespaces of a team of its own, with Deployments in them.
struct PolicyCluster: Sendable {
  let admin: KubernetesClient
  let current: PolicyServer.Current
  /// The value of the label `team`, by which the test's policies match.
  let team: String

  /// Runs a test; its policy is deleted afterwards, with all that it made.
  static func with(_ body: @Sendable (PolicyCluster) async throws -> Void) async throws {
    let current = try PolicyServer.get()
    try await TestServer.withClient(current.server.configuration) { admin in
      let team = "team-\(String(UInt32.random(in: .min ... .max), radix: 36))"
      try await body(PolicyCluster(admin: admin, current: current, team: team))
    }
  }

  /// Runs the operator for the whole cluster while the body runs, under the rights of `deploy/`.
  ///
  /// - Parameter proxy: what stands between it and the server; `nil` for nothing.
  func withOperator(
    recheckInterval: Duration = .seconds(60), through proxy: HTTPFaultProxy? = nil,
    _ body: @escaping @Sendable () async throws -> Void
  ) async throws {
    let account = try proxy?.configuration(of: current.operatorAccount) ?? current.operatorAccount
    try await TestServer.withClient(account) { client in
      let logger = Logger(label: "operator") { _ in SwiftLogNoOpLogHandler() }
      let events = EventRecorder(
        client: client, reporter: EventReporter(controller: "podpattern", instance: team), logger: logger)
      let podPatternOperator = Operator(
        client: client, configuration: OperatorConfiguration(recheckInterval: recheckInterval), events: events,
        logger: logger)
      try await podPatternOperator.run(with: events, while: body)
    }
  }

  /// Makes namespaces of the team, with Deployments in each.
  ///
  /// - Returns: the Deployments.
  @discardableResult
  func makeDeployments(_ count: Int, inNamespaces namespaces: Int, labels: JSON = [:]) async throws -> [ObjectKey] {
    let keys = (0..<namespaces).flatMap { namespace in
      (0..<count).map { ObjectKey(namespace: self.namespace(namespace), name: "app-\($0)") }
    }
    for index in 0..<namespaces { try await makeNamespace(namespace(index)) }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for (index, key) in keys.enumerated() {
        if index >= 8 { try await group.next() }
        group.addTask { try await self.makeDeployment(key) }
      }
      try await group.waitForAll()
    }
    return keys
  }

  func namespace(_ index: Int) -> String { "\(team)-\(index)" }

  /// - Parameter labels: other ones than that of the team.
  func makeNamespace(_ name: String, labels: JSON? = nil) async throws {
    let labels = labels ?? ["team": .string(team)]
    try await admin.apply(
      .namespaces, ObjectKey(name: name),
      ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": .string(name), "labels": labels]],
      options: ApplyOptions(fieldManager: "user", force: true))
  }

  func makeDeployment(_ key: ObjectKey, _ change: (inout JSON) -> Void = { _ in }) async throws {
    var manifest = Sample.deployment(key.name)
    manifest["metadata"]?["namespace"] = key.namespace.map(JSON.string)
    manifest["spec"]?["replicas"] = 1
    change(&manifest)
    try await admin.apply(.deployments, key, manifest, options: ApplyOptions(fieldManager: "user", force: true))
  }

  /// Applies the test's policy, which has the team's name.
  func apply(_ spec: JSON = [:]) async throws {
    var match: JSON = ["namespaceSelector": ["matchLabels": ["team": .string(team)]]]
    for (key, value) in spec["match"]?.object ?? [:] { match[key] = value }
    var content = spec
    content["match"] = match
    try await admin.apply(
      .clusterPodPatterns, key, Sample.policy(team, spec: content),
      options: ApplyOptions(fieldManager: "user", force: true))
  }

  var key: ObjectKey { ObjectKey(name: team) }

  /// The numbers of the revisions that are kept of the test's policy.
  func revisions() async throws -> [Int64] {
    let resource = APIResource(
      group: "apps", version: "v1", kind: "ControllerRevision", plural: "controllerrevisions")
    var numbers: [Int64] = []
    for try await page in admin.list(resource, labelSelector: "podpattern.dev/policy=\(team)") {
      numbers += page.items.compactMap { $0["revision"]?.integer }
    }
    return numbers.sorted()
  }

  func deletePolicy() async throws { try await admin.delete(.clusterPodPatterns, key) }
}

extension PolicyCluster {
  /// The status of the test's policy, once it is about the present generation.
  func status() async throws -> ClusterPodPatternStatus? {
    let object = try await admin.get(.clusterPodPatterns, key)
    guard object["status", "observedGeneration"] == object["metadata", "generation"], let status = object["status"]
    else { return nil }
    return ClusterPodPatternStatus(lenient: status)
  }

  /// Waits until the status is as a condition wants it.
  @discardableResult
  func untilStatus(
    _ what: String, _ condition: @Sendable (ClusterPodPatternStatus) -> Bool
  ) async throws -> ClusterPodPatternStatus {
    do {
      return try await eventually("the policy's status: \(what)") {
        try await status().flatMap { condition($0) ? $0 : nil }
      }.value
    } catch let error as NotInTime {
      throw NotInTime(description: "\(error): \(try await status()?.json.serializedString() ?? "none")")
    }
  }

  /// Waits until the condition Ready has a reason.
  @discardableResult
  func untilReady(_ reason: String) async throws -> ClusterPodPatternStatus {
    try await untilStatus(reason) { $0.condition("Ready")?.reason == reason }
  }

  /// The PodPatterns that the test's policy has made.
  func members() async throws -> [JSON] {
    var members: [JSON] = []
    for try await page in admin.list(.podPatterns, labelSelector: "podpattern.dev/policy=\(team)") {
      members += page.items
    }
    return members
  }

  func deployment(_ key: ObjectKey) async throws -> JSON { try await admin.get(.deployments, key) }

  /// The Deployments of the team that have the log sidecar, or another one.
  func extended(_ container: String = "logs") async throws -> Set<ObjectKey> {
    var keys: Set<ObjectKey> = []
    for try await page in admin.list(.deployments) {
      for object in page.items {
        guard let key = ObjectKey(of: object), key.namespace?.hasPrefix("\(team)-") == true else { continue }
        let pod = object["spec", "template", "spec"]
        let containers = ["containers", "initContainers"].flatMap { pod?[$0]?.array ?? [] }
        if containers.contains(where: { $0["name"]?.string == container }) { keys.insert(key) }
      }
    }
    return keys
  }

  /// What the operator has asked the server since a place in its record.
  func requests(since start: Int) throws -> [AuditTrail.Request] {
    try current.server.auditTrail.requests(from: start).filter {
      $0.user == "system:serviceaccount:podpattern-system:podpattern"
    }
  }

  /// What it has asked the server to change; events aside.
  func writes(since start: Int) throws -> [AuditTrail.Request] {
    try requests(since: start).filter { $0.isWrite && !$0.isEvent }
  }
}
