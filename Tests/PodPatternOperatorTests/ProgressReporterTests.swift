import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("What is told of a look at a PodPattern")
struct ProgressReporterTests {
  static let web = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web"))
  static let service = ObjectID(resource: .services, key: ObjectKey(namespace: "shop", name: "web"))

  static func observed(after progress: Progress? = nil) throws -> ObservedPodPattern {
    var object: JSON = ["metadata": ["name": "web", "namespace": "shop", "uid": "u", "generation": 1]]
    if let progress {
      object["status"] = PodPatternStatus(progress, of: try ObservedPodPattern(object), now: .now).json
    }
    return try ObservedPodPattern(object)
  }

  static func told(_ progress: Progress, before: Progress? = nil) throws -> [String] {
    ProgressReporter.events(progress, of: try observed(after: before)).map {
      "\($0.kind.rawValue) \($0.reason): \($0.note)"
    }
  }

  @Test("Changes of one kind are one event")
  func changes() throws {
    let progress = Progress(
      outcome: .applied(workload: Self.web, .progressing, warnings: []), inventory: [],
      changes: [
        Change(object: Self.service, kind: .created), Change(object: Self.web, kind: .created),
        Change(object: Self.web, kind: .changed), Change(object: Self.web, kind: .restored),
        Change(object: Self.service, kind: .pruned),
      ])
    #expect(
      try Self.told(progress) == [
        "Normal Applied: created Service/web, Deployment/web; changed Deployment/web",
        "Warning DriftRepaired: restored Deployment/web, which somebody else had changed or deleted",
        "Normal Pruned: deleted Service/web, which is not declared any more",
      ])
  }

  @Test("Nothing is told where nothing was done")
  func silence() throws {
    let complete = Progress(outcome: .applied(workload: Self.web, .complete, warnings: []), inventory: [])
    #expect(try Self.told(complete) == [])
    #expect(try Self.told(Progress(outcome: .suspended(givenBack: false), inventory: [])) == [])
    let awaiting = Progress(outcome: .refused(.awaitingDeletion(Self.web)), inventory: [])
    #expect(try Self.told(awaiting) == [])
  }

  @Test("A refusal is told once: when the status does not say it yet")
  func refusals() throws {
    let refused = Progress(outcome: .refused(.notOwned(Self.web)), inventory: [])
    #expect(try Self.told(refused).map { $0.prefix(23) } == ["Warning ObjectNotOwned:"])
    #expect(try Self.told(refused, before: refused) == [])
    let other = Progress(outcome: .refused(.notOwned(Self.service)), inventory: [])
    #expect(try Self.told(refused, before: other).count == 1)
    let long = Progress(
      outcome: .stalled(reason: "Rejected", message: String(repeating: "x", count: 40_000), summary: "s"), inventory: []
    )
    #expect(try Self.told(long, before: long) == [])
    let forbidden = Progress(
      outcome: .forbidden(.status(Status(code: 403, reason: "Forbidden", message: "quota: hunter2"))), inventory: [])
    #expect(
      try Self.told(forbidden) == [
        "Warning Forbidden: the API server forbids what is declared; its words are in the condition Reconciling"
      ])
  }

  static let problems: [(Problem, String)] = [
    (
      Problem(path: FieldPath("a"), kind: .invalid(value: "hunter2"), message: "must be between 1 and 65535"),
      "a: must be between 1 and 65535"
    ),
    (Problem(path: FieldPath("a"), kind: .invalid(value: "hunter2")), "a: Invalid value"),
    (Problem(path: FieldPath("a"), kind: .required), "a: Required value"),
    (
      Problem(path: FieldPath("a"), kind: .duplicate(value: "hunter2"), message: "in one container"),
      "a: Duplicate value: in one container"
    ),
    (
      Problem(path: FieldPath("a"), kind: .notSupported(value: "hunter2", allowed: ["x", "y"])),
      "a: supported values: x, y"
    ),
    (Problem(path: FieldPath("a"), kind: .tooLong(max: 3)), "a: may not be longer than 3"),
  ]

  @Test("A problem is told without the value, which may be a secret", arguments: problems)
  func secrets(problem: Problem, summary: String) throws {
    let refused = Progress(outcome: .invalid([problem, problem]), inventory: [])
    #expect(try Self.told(refused) == ["Warning InvalidSpec: \(summary); \(summary)"])
  }

  @Test("Why an object was applied")
  func kinds() throws {
    let live = try LiveObject(DifferenceTests.configMap(), resource: .configMaps)
    let desired = try DifferenceTests.desired()
    let applied = try #require(DifferenceTests.applied(desired, live))
    let recreated = try LiveObject(DifferenceTests.configMap(uid: "other"), resource: .configMaps)
    let cases: [(Difference, LiveObject?, InventoryEntry?, Change.Kind)] = [
      (.missing, nil, nil, .created), (.missing, nil, applied, .restored), (.changed, live, nil, .changed),
      (.changed, live, applied, .changed), (.changed, recreated, applied, .restored),
      (.drifted, live, applied, .restored),
    ]
    for (difference, live, applied, expected) in cases {
      #expect(Change.Kind(difference, live: live, applied: applied) == expected)
    }
  }
}
