import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("What the conditions of a policy say")
struct PolicyConditionsTests {
  private static let failure = WavePlan.Failure(
    id: ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web")),
    reason: WorkloadFailure(reason: "Conflict", message: "others own it"))

  private static func conditions(
    compliant: Int = 0, updating: Int = 0, pending: Int = 0, failed: Int = 0, soaking: Int = 0, isStopped: Bool = false,
    isPaused: Bool = false
  ) -> Conditions {
    let counts = PolicyCounts(
      matched: compliant + updating + pending + failed, compliant: compliant, updating: updating, pending: pending,
      failed: failed)
    let wave = PolicyWave(revision: 2, soaking: soaking, isStopped: isStopped, isPaused: isPaused)
    return Conditions(
      PolicyProgress(
        outcome: .enforced(counts, wave), failures: Array(repeating: failure, count: failed)))
  }

  @Test("Ready when all have the revision and are available")
  func enforced() {
    let conditions = Self.conditions(compliant: 3)
    #expect(conditions.ready.status == .true && conditions.ready.reason == "Enforced")
    #expect(conditions.ready.message == "3 of 3 workloads have revision 2")
    #expect(Self.conditions().ready.message == "no workload is matched")
  }

  @Test("Reconciling while some wait, roll out or are watched")
  func rolling() {
    let conditions = Self.conditions(compliant: 3, updating: 1, pending: 2, soaking: 1)
    #expect(conditions.reconciling?.status == .true && conditions.ready.status == .false)
    #expect(
      conditions.reconciling?.message
        == "3 of 6 workloads have revision 2, 1 rolling out, 1 watched until the soak time is over, 2 waiting")
    #expect(Self.conditions(compliant: 1, soaking: 1).reconciling?.status == .true)
    #expect(Self.conditions(pending: 1).reconciling?.status == .true)
  }

  @Test("Stalled when a failure stops the rest, naming it, and what helps")
  func stopped() {
    let conditions = Self.conditions(compliant: 1, pending: 2, failed: 2, isStopped: true)
    #expect(conditions.stalled?.status == .true && conditions.stalled?.reason == "Conflict")
    #expect(
      conditions.stalled?.message.hasPrefix("Deployment shop/web has failed: others own it; so have 1 others") == true)
    #expect(conditions.stalled?.message.contains("spec.rollout.pauseOnFailure") == true)
  }

  @Test("Ready once the API server extends Pods, and Stalled with what keeps it from it")
  func admission() {
    let admitting = Conditions(PolicyProgress(outcome: .admitting(releasing: 0), delivery: .admission))
    #expect(admitting.ready.status == .true && admitting.ready.reason == "Admitting")
    let releasing = Conditions(PolicyProgress(outcome: .admitting(releasing: 2), delivery: .admission))
    #expect(releasing.reconciling?.status == .true && releasing.reconciling?.message.contains("2 workloads") == true)
    let refused = Conditions(PolicyProgress(outcome: .notAdmissible(.init("too old")), delivery: .admission))
    #expect(refused.stalled?.status == .true && refused.stalled?.reason == "NotAdmissible")
    #expect(refused.stalled?.message == "too old" && refused.ready.status == .false)
  }

  @Test("Stalled at the end when some have failed, and not before")
  func failures() {
    #expect(Self.conditions(compliant: 1, failed: 1).stalled?.status == .true)
    #expect(Self.conditions(updating: 1, failed: 1).reconciling?.status == .true)
    #expect(Self.conditions(pending: 1, failed: 1).reconciling?.status == .true)
  }

  @Test("Paused when the user wants it, once nothing rolls out any more")
  func paused() {
    #expect(Self.conditions(compliant: 1, pending: 1, isPaused: true).ready.reason == "Paused")
    #expect(Self.conditions(updating: 1, pending: 1, isPaused: true).ready.reason == "RollingOut")
    #expect(Self.conditions(compliant: 1, isPaused: true).ready.status == .true)
  }

  @Test("What cannot be gone back to is named, with what can")
  func revision() {
    let conditions = Conditions(PolicyProgress(outcome: .revisionNotKept(7, kept: [2, 3])))
    #expect(conditions.stalled?.status == .true)
    #expect(conditions.stalled?.message.contains("7: is not kept; 2, 3 are.") == true)
  }
}
