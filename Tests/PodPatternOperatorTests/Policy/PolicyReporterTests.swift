import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Synchronization
import Testing

@testable import PodPatternOperator

@Suite("What is told of a look at a policy")
struct PolicyReporterTests {
  private static func observed(after progress: PolicyProgress? = nil) throws -> ObservedPolicy {
    var object = Sample.policy("tls")
    object["metadata"]?["uid"] = "u"
    object["metadata"]?["generation"] = 1
    if let progress {
      object["status"] = ClusterPodPatternStatus(progress, of: try ObservedPolicy(object), now: .now).json
    }
    return try ObservedPolicy(object)
  }

  private static func told(_ progress: PolicyProgress, before: PolicyProgress? = nil) throws -> [String] {
    let told = Mutex<[String]>([])
    PolicyReporter { event in
      told.withLock { $0.append("\(event.kind.rawValue) \(event.regarding.key) \(event.reason): \(event.note)") }
    }.report(progress, of: try observed(after: before))
    return told.withLock { $0 }
  }

  private static func enforced(_ compliant: Int, failed: Int = 0) -> PolicyProgress {
    let failure = WavePlan.Failure(
      id: ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web")),
      reason: WorkloadFailure(reason: "Conflict", message: "COLOUR is \"secret\""))
    let counts = PolicyCounts(matched: compliant + failed, compliant: compliant, failed: failed)
    let wave = PolicyWave(revision: 1, soaking: 0, isStopped: failed > 0, isPaused: false)
    return PolicyProgress(
      outcome: .enforced(counts, wave), failures: Array(repeating: failure, count: failed))
  }

  @Test("That all workloads have the revision, once")
  func enforced() throws {
    #expect(try Self.told(Self.enforced(2)) == ["Normal tls Enforced: 2 of 2 workloads have revision 1"])
    #expect(try Self.told(Self.enforced(2), before: Self.enforced(2)) == [])
    #expect(try Self.told(Self.enforced(2), before: Self.enforced(1, failed: 1)).count == 1)
  }

  @Test("What stands in the way, without the values that its status quotes")
  func failed() throws {
    #expect(
      try Self.told(Self.enforced(1, failed: 1)) == ["Warning tls Conflict: failed: Deployment shop/web (Conflict)"])
    #expect(try Self.told(Self.enforced(1, failed: 1), before: Self.enforced(1, failed: 1)) == [])
    let refusal = AdmissionKeeper.Refusal("args: Invalid value: \"secret\"", summary: "args: Invalid value")
    #expect(
      try Self.told(PolicyProgress(outcome: .notAdmissible(refusal))) == [
        "Warning tls NotAdmissible: args: Invalid value"
      ])
  }
}
