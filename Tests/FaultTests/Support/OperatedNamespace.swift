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
    try await withServices({ try await events.run() }, { try await podPatternOperator.run() }, body: body)
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

  /// How many times more than it had to the operator applied each object, for those where it did.
  ///
  /// A Deployment has to be applied for each generation of its PodPattern; what the tests change is nowhere else.
  func unneededWrites(since start: Int) async throws -> [String: Int] {
    var needed: [String: Int] = [:]
    for try await page in admin.list(.podPatterns, namespace: name) {
      for object in page.items {
        let generation = Int(object["metadata", "generation"]?.integer ?? 1)
        needed["deployments/\(object["metadata", "name"]?.string ?? "")"] = generation
      }
    }
    let applied = try writes(since: start).filter { $0.succeeded && !$0.resource.hasPrefix("podpatterns") }
    guard !applied.isEmpty else { throw TestSupportError(description: "\(operatorUser) has applied nothing") }
    let counts = Dictionary(applied.map { ("\($0.resource)/\($0.name)", 1) }, uniquingKeysWith: +)
    return Dictionary(uniqueKeysWithValues: counts.map { ($0.key, $0.value - needed[$0.key, default: 1]) })
      .filter { $0.value > 0 }
  }

  /// What the operator asked the server to change, events aside.
  func writes(since start: Int) throws -> [AuditTrail.Request] {
    try (auditTrail ?? TestServer.auditTrail()).requests(from: start).filter {
      $0.namespace == name && $0.user == operatorUser && $0.isWrite && $0.resource != "events"
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
