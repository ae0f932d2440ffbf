import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

/// Applications of all kinds of owner, through all that owners, users and strangers do to them.
///
/// A twin that nobody extends goes through the same hands: what its spec is, the application's has to be, but for what
/// the PodPattern adds, and without exception after it has gone.
@Suite(
  "An application and its owner", .serialized, .enabled(if: TestCluster.isAvailable, TestCluster.requirement))
struct OwnerTests {
  @Test("get on with the PodPattern that extends it, and have it back unchanged", arguments: Owner.allCases)
  func getOn(owner: Owner) async throws {
    try await TestNamespace.with { namespace in
      let fresh = try await Pair(owner, in: namespace)
      try await namespace.withOperator {
        var pair = fresh
        try await namespace.apply(Sample.extending("app"))
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "extended")

        try await pair.applyInPeace()
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "applied again by its owner")

        try await pair.applyInPeace { $0.changeContainers { $0[0]["image"] = "example.com/web:2" } }
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "image changed")

        try await pair.applyInPeace {
          $0.changeContainers { $0.append(["name": "mine", "image": "example.com/mine:1"]) }
        }
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "sidecar of the owner's added")
        try await pair.applyInPeace { $0.changeContainers { $0.removeLast() } }
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "sidecar of the owner's removed")

        // What the PodPattern set in the container goes with it, and does not keep it from going.
        try await pair.apply { $0.changeContainers { $0[0]["name"] = "renamed" } }
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "application's container renamed")

        try await namespace.drift("app")
        try await pair.expect(helpers: ["tls", "logs"], env: ["LISTEN"], "image of a helper changed by a stranger")

        try await namespace.apply(Sample.extending("app", patterns: [Sample.logs]))
        try await pair.expect(helpers: ["logs"], env: [], "pattern removed")

        try await namespace.admin.delete(.podPatterns, namespace.key("extension"))
        try await eventually("the PodPattern has gone") {
          try await namespace.find(.podPatterns, "extension") == nil ? true : nil
        }
        try await pair.expectReleased()
      }
    }
  }
}

/// An application that is extended, and one that is not, in the hands of one owner.
private struct Pair: Sendable {
  private var application: OwnedApplication
  private var twin: OwnedApplication
  private let namespace: TestNamespace

  /// Both as their owner first applies them.
  init(_ owner: Owner, in namespace: TestNamespace) async throws {
    self.namespace = namespace
    application = try OwnedApplication(owner, Sample.deployment("app"), in: namespace)
    twin = try OwnedApplication(owner, Sample.deployment("twin"), in: namespace)
    try await apply()
  }

  mutating func apply(_ change: (inout JSON) -> Void = { _ in }) async throws {
    try await twin.apply(change)
    try await application.apply(change)
  }

  /// Has the owner apply, which is to cause no write of the operator's to the application.
  mutating func applyInPeace(_ change: (inout JSON) -> Void = { _ in }) async throws {
    try await namespace.untilExtended()
    let log = AuditLog(namespace: namespace)
    let before = try await log.now()
    try await apply(change)
    try await namespace.settle()
    let after = try await log.operatorRequests(since: before)
    #expect(after.filter { $0.resource == "deployments" } == [])
  }

  /// Waits until the application is the twin with these helpers and variables, and checks that its owner sees no
  /// difference.
  func expect(helpers: [String], env: [String], _ state: String) async throws {
    do {
      try await eventually(state) {
        let (live, twin) = try await (application.live(), twin.live())
        return try Self.isTwin(live, of: twin, besides: helpers, env) ? true : nil
      }
    } catch {
      let (live, twin) = try await (application.live(), twin.live())
      let status = try await namespace.find(.podPatterns, "extension")?["status"]
      throw TestSupportError(
        description: """
          \(error)
          \(live?["spec", "template", "spec"]?.serializedString() ?? "nothing")
          \(twin?["spec", "template", "spec"]?.serializedString() ?? "nothing")
          \(status?.serializedString() ?? "no status")
          """)
    }
    try await expectNothingToDo()
  }

  /// Between the two looks that a tool takes, the Deployment's controller may write.
  private func expectNothingToDo() async throws {
    try await eventually("there is nothing for the owner to do") { try await application.differs() ? nil : true }
  }

  private static func isTwin(_ live: JSON?, of twin: JSON?, besides helpers: [String], _ env: [String]) throws -> Bool {
    guard let live, let twin else { return false }
    let containers = live.pod("containers") + live.pod("initContainers")
    let names = containers.compactMap { $0["name"]?.string }
    let own = twin.pod("containers")
    guard Set(names) == Set(helpers + own.compactMap { $0["name"]?.string }), names.count == Set(names).count,
      containers.allSatisfy({ $0["image"]?.string != "example.com/drifted:1" })
    else { return false }
    let application = containers.first { $0["name"] == own[0]["name"] }
    let variables = (application?["env"]?.array ?? []).compactMap { $0["name"]?.string }
    return Set(variables) == Set(env + (own[0]["env"]?.array ?? []).compactMap { $0["name"]?.string })
      && application?["image"] == own[0]["image"]
  }

  /// Waits until nothing but what the twin has is left in the application.
  func expectReleased() async throws {
    let (live, twin) = try await (application.live(), twin.live())
    #expect(live?["spec"]?.renamed == twin?["spec"]?.renamed, "byte for byte what the owner alone would have")
    #expect(live?.annotationNames == twin?.annotationNames)
    let managers = (live?["metadata", "managedFields"]?.array ?? []).compactMap { $0["manager"]?.string }
    #expect(!managers.contains { $0.hasPrefix("podpattern") })
    try await expectNothingToDo()
  }
}

extension TestNamespace {
  /// Waits until the operator has written all that it has to: it writes to the application once more when that looks
  /// extended already, and the status after that.
  fileprivate func untilExtended() async throws {
    try await eventually("the status says that all is done") {
      let podPattern = try await find(.podPatterns, "extension")
      return podPattern?["status", "observedGeneration"] == podPattern?["metadata", "generation"] ? true : nil
    }
  }

  /// Waits until the operator has looked at everything that was changed so far.
  func settle() async throws {
    let name = "probe-\(String(UInt32.random(in: .min ... .max), radix: 36))"
    try await apply(Sample.extending("none", name: name))
    try await waitFor("Reconciling", reason: "TargetNotFound", of: name)
    try await admin.delete(.podPatterns, key(name))
  }

  /// Has a stranger change the image of the helper `logs`.
  fileprivate func drift(_ deployment: String) async throws {
    let live = try #require(try await find(.deployments, deployment))
    let list = live.pod("containers").contains { $0["name"] == "logs" } ? "containers" : "initContainers"
    let index = try #require(live.pod(list).firstIndex { $0["name"] == "logs" })
    try await admin.patch(
      .deployments, key(deployment),
      jsonPatch: [
        [
          "op": "replace", "path": .string("/spec/template/spec/\(list)/\(index)/image"),
          "value": "example.com/drifted:1",
        ]
      ], options: WriteOptions(fieldManager: "kubectl-edit"))
  }
}

extension JSON {
  fileprivate func pod(_ list: String) -> [JSON] { self["spec", "template", "spec", list]?.array ?? [] }

  fileprivate mutating func changeContainers(_ change: (inout [JSON]) -> Void) {
    var containers = pod("containers")
    change(&containers)
    self["spec"]?["template"]?["spec"]?["containers"] = .array(containers)
  }

  /// The spec with one name for the application and its twin.
  fileprivate var renamed: String { serializedString().replacing("\"twin\"", with: "\"app\"") }

  fileprivate var annotationNames: [String] {
    (self["metadata", "annotations"]?.object ?? [:]).keys.filter { $0 != "deployment.kubernetes.io/revision" }.sorted()
  }
}
