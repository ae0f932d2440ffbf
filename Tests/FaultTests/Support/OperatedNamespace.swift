import ControllerRuntime
import JSONTree
import KubernetesClient
import PodPatternAPI
import PodPatternOperator
import TestSupport

/// A namespace that an operator looks after over a line with faults, seen by somebody whose own line is sound.
struct OperatedNamespace: Sendable {
  let admin: KubernetesClient
  let name: String
  /// As whom the operator writes.
  var operatorUser = "system:serviceaccount:podpattern-system:podpattern"
  /// Where the server writes down what it was asked; `nil` for the server that all suites share.
  var auditTrail: AuditTrail?

  /// Runs an operator in this process while the body runs.
  func withOperator(_ client: KubernetesClient, _ body: @escaping @Sendable () async throws -> Void) async throws {
    let events = EventRecorder(
      client: client, reporter: EventReporter(controller: "podpattern", instance: name), logger: .silent)
    let podPatternOperator = Operator(
      client: client, configuration: OperatorConfiguration(namespace: name), events: events, logger: .silent)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask { try await events.run() }
      group.addTask { try await podPatternOperator.run() }
      group.addTask { try await body() }
      defer { group.cancelAll() }
      try await group.next()
    }
  }

  /// Applies a PodPattern that becomes a Deployment, a Service and a ConfigMap.
  func apply(_ podPattern: String, image: String = "example.com/web:1", hasTLS: Bool = true) async throws {
    try await admin.apply(
      .podPatterns, ObjectKey(namespace: name, name: podPattern),
      Self.manifest(podPattern, image: image, patterns: hasTLS ? [Self.tls] : []),
      options: ApplyOptions(fieldManager: "user", force: true))
  }

  /// Waits until the operator has applied all of these, in their present generation.
  ///
  /// - Returns: how long it took.
  @discardableResult
  func untilApplied(_ podPatterns: [String], reason: String = "Progressing") async throws -> Duration {
    do {
      return try await eventually("\(podPatterns) are applied") { () -> Bool? in
        for podPattern in podPatterns where try await !self.hasReason(reason, podPattern) { return nil }
        return true
      }.took
    } catch let error as NotInTime {
      throw NotInTime(description: "\(error): \(try await statuses())")
    }
  }

  /// Whether a PodPattern's condition Ready has this reason, in a status about the present generation.
  private func hasReason(_ reason: String, _ podPattern: String) async throws -> Bool {
    let object = try await admin.get(.podPatterns, ObjectKey(namespace: name, name: podPattern))
    guard object["status", "observedGeneration"] == object["metadata", "generation"] else { return false }
    return object["status", "conditions"]?.array?.first { $0["type"] == "Ready" }?["reason"]?.string == reason
  }

  /// All PodPatterns with what is said of them, for the message of a test that failed.
  private func statuses() async throws -> [String] {
    var texts: [String] = []
    for try await page in admin.list(.podPatterns, namespace: name) {
      for object in page.items {
        let fields = ["name", "generation"].map { object["metadata", $0] } + [object["status", "observedGeneration"]]
        let ready = object["status", "conditions"]?.array?.first { $0["type"] == "Ready" }
        let words = (fields + ["reason", "message"].map { ready?[$0] }).map { $0?.serializedString() ?? "–" }
        texts.append(words.joined(separator: " "))
      }
    }
    return texts
  }

  /// What the operator wrote more often than it had to.
  ///
  /// An apply that changes nothing leaves an object's version as it is, so an object that nobody else touches has as
  /// many versions as there were effective writes. Creations are counted in the audit log.
  func unneededWrites(_ observer: Follower, since start: Int) throws -> [String] {
    let creations = try writes(since: start).filter { $0.code == 201 }
    let created = Dictionary(grouping: creations) { "\($0.resource)/\($0.name)" }
    return created.filter { $0.value.count > 1 }.map { "\($0.key) created \($0.value.count) times" }
      + observer.versions.filter { $0.key.hasSuffix("-tls") && $0.value > 1 }.map { "\($0.key): \($0.value) versions" }
  }

  /// What the operator asked the server to change, events aside.
  func writes(since start: Int) throws -> [AuditTrail.Request] {
    try (auditTrail ?? TestServer.auditTrail()).requests(from: start).filter {
      $0.namespace == name && $0.user == operatorUser && $0.isWrite && $0.resource != "events"
    }
  }

  /// Observes the ConfigMaps that the operator applies while the body runs.
  func withObserver(_ body: @escaping @Sendable (Follower) async throws -> Void) async throws {
    try await Follower.with(admin, namespace: name) { observer in
      try await observer.store.waitUntilSynced()
      try await body(observer)
    }
  }

  private static func manifest(_ name: String, image: String, patterns: [JSON]) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": [
        "workload": [
          "template": ["spec": ["containers": [["name": "web", "image": .string(image)]]]],
          "service": ["ports": [["name": "https", "port": 8080]]],
        ],
        "patterns": .array(patterns),
      ],
    ]
  }

  /// A pattern that needs a ConfigMap.
  private static let tls: JSON = [
    "name": "tls",
    "ambassador": ["tlsTermination": ["listenPort": 8080, "applicationPort": 8081, "certificateSecret": "tls"]],
  ]
}
