import FoundationEssentials
import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("Conditions, as kstatus reads them")
struct ConditionsTests {
  static let workload = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web"))

  static let cases: [(outcome: Outcome, conditions: [String: Condition.Status], reason: String)] = [
    (.applied(workload: workload, .complete, warnings: []), ["Ready": .true], "RolledOut"),
    (
      .applied(workload: workload, .progressing, warnings: []), ["Ready": .false, "Reconciling": .true], "Progressing"
    ),
    (
      .applied(workload: workload, .failed(reason: "FailedCreate", message: "quota"), warnings: []),
      ["Ready": .false, "Stalled": .true], "FailedCreate"
    ),
    (.waiting(reason: "AwaitingDeletion", message: "m"), ["Ready": .false, "Reconciling": .true], "AwaitingDeletion"),
    (
      .stalled(reason: "InvalidSpec", message: "m", summary: "s"), ["Ready": .false, "Stalled": .true], "InvalidSpec"
    ),
    (
      .conflict(ExtensionRefusal(object: workload, conflicts: [])),
      ["Ready": .false, "Stalled": .true, "Conflict": .true], "Conflict"
    ),
    (.suspended(givenBack: false), ["Ready": .false], "Suspended"),
  ]

  @Test("A message has no character that no text may have, and is not too long")
  func message() {
    #expect(Condition.message("a\0b") == "ab")
    #expect(Condition.message(String(repeating: "é", count: 40_000)).unicodeScalars.count == 32_768)
  }

  @Test("Each outcome: those that are out of the ordinary are there only while they are true", arguments: cases)
  func outcome(outcome: Outcome, expected: [String: Condition.Status], reason: String) {
    let conditions = Conditions(outcome).conditions(generation: 1, after: [], now: .now)
    #expect(Dictionary(uniqueKeysWithValues: conditions.map { ($0.type, $0.status) }) == expected)
    #expect(conditions.allSatisfy { $0.reason == reason })
  }

  @Test("A warning is told by Ready, and by nothing else", arguments: [Rollout.complete, .progressing, .paused])
  func warnings(rollout: Rollout) {
    let warning = Warning(path: FieldPath("a"), message: "nobody listens")
    let conditions = Conditions(.applied(workload: Self.workload, rollout, warnings: [warning]))
    #expect(conditions.ready.message.hasSuffix("; warning: a: nobody listens"))
    #expect(conditions.reconciling?.message.contains("nobody listens") != true)
  }

  @Test("A condition keeps its transition time while its status stays, and the same look gives the same status")
  func transitionTimes() throws {
    var object: JSON = ["metadata": ["name": "web", "namespace": "shop", "uid": "u", "generation": 2]]
    let first = PodPatternStatus(
      Progress(outcome: .waiting(reason: "A", message: "a"), inventory: []), of: try ObservedPodPattern(object),
      now: Date(timeIntervalSince1970: 0))
    object["status"] = first.json
    let observed = try ObservedPodPattern(object)
    #expect(observed.status == first)
    let later = Date(timeIntervalSince1970: 60)
    let same = PodPatternStatus(
      Progress(outcome: .waiting(reason: "A", message: "a"), inventory: []), of: observed, now: later)
    #expect(same == first)
    let ready = PodPatternStatus(
      Progress(outcome: .applied(workload: Self.workload, .complete, warnings: []), inventory: []), of: observed,
      now: later)
    #expect(ready.conditions.map(\.lastTransitionTime) == ["1970-01-01T00:01:00Z"])
  }
}
