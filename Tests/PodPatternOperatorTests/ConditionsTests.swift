import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("Conditions, as kstatus reads them")
struct ConditionsTests {
  static let workload = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web"))

  static let cases:
    [(
      outcome: Outcome, ready: Condition.Status, reconciling: Condition.Status, stalled: Condition.Status,
      reason: String
    )] = [
      (.applied(workload: workload, .complete, warnings: []), .true, .false, .false, "RolledOut"),
      (.applied(workload: workload, .progressing, warnings: []), .false, .true, .false, "Progressing"),
      (
        .applied(workload: workload, .failed(reason: "FailedCreate", message: "quota"), warnings: []), .false, .false,
        .true, "FailedCreate"
      ),
      (.waiting(reason: "AwaitingDeletion", message: "m"), .false, .true, .false, "AwaitingDeletion"),
      (.stalled(reason: "InvalidSpec", message: "m", summary: "s"), .false, .false, .true, "InvalidSpec"),
      (.suspended(givenBack: false), .false, .false, .false, "Suspended"),
    ]

  @Test("Each outcome", arguments: cases)
  func outcome(
    outcome: Outcome, ready: Condition.Status, reconciling: Condition.Status, stalled: Condition.Status, reason: String
  ) {
    let conditions = Conditions(outcome)
    #expect(conditions.ready.status == ready)
    #expect(conditions.reconciling.status == reconciling)
    #expect(conditions.stalled.status == stalled)
    #expect(conditions.ready.reason == reason)
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
    #expect(ready.condition("Ready")?.lastTransitionTime == "1970-01-01T00:01:00Z")
    #expect(ready.condition("Stalled")?.lastTransitionTime == "1970-01-01T00:00:00Z")
  }
}
