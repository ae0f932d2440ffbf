import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Testing

@testable import PodPatternOperator

@Suite("What a policy reads of its members")
struct StoredMemberTests {
  private static let since = "2026-01-01T10:00:00Z"

  private static func member(
    revision: Int = 2, delivery: Delivery = .template, ready: JSON? = nil, stalled: Bool = false, observed: Int64 = 3
  ) throws -> (StoredMember, JSON) {
    let policy = try ObservedPolicy(Sample.observedPolicy("tls"))
    let deployment = ObjectID(resource: .deployments, key: ObjectKey(namespace: "shop", name: "web"))
    let workload = MatchedWorkloads.Workload(
      id: deployment, facts: WorkloadFacts([:]), rank: WaveRank(nil),
      member: ObjectKey(namespace: "shop", name: "tls-deployment-web"))
    let wanted = DesiredMember(
      workload, revision: Self.revision(revision, delivery, of: policy), of: policy,
      since: try #require(Date(rfc3339: since)))
    var object = wanted.content
    object["metadata"]?["uid"] = "member"
    object["metadata"]?["generation"] = 3
    if let ready {
      let conditions: [JSON] = [ready, ["type": "Stalled", "status": stalled ? "True" : "False"]]
      object["status"] = ["observedGeneration": .integer(observed), "conditions": .array(conditions)]
    }
    return (try #require(StoredMember(object)), object)
  }

  private static func revision(
    _ number: Int, _ delivery: Delivery = .template, of policy: ObservedPolicy? = nil
  ) -> PolicyRevision {
    PolicyRevision(
      number: number, definition: policy?.definition ?? PolicyDefinition(ofSpec: [:]), delivery: delivery)
  }

  private static func ready(_ status: String, at time: String, reason: String = "RolledOut") -> JSON {
    [
      "type": "Ready", "status": .string(status), "reason": .string(reason), "message": "text",
      "lastTransitionTime": .string(time),
    ]
  }

  private static func date(_ text: String) throws -> Date { try #require(Date(rfc3339: text)) }

  @Test("A PodPattern of somebody's own is none, whatever its labels say")
  func own() {
    var object = Sample.extending("web")
    object["metadata"]?["uid"] = "x"
    object["metadata"]?["labels"] = [PolicyMarks.policy: "tls"]
    #expect(StoredMember(object) == nil)
    object["metadata"]?["ownerReferences"] = [
      ["apiVersion": "example.com/v1", "kind": "ClusterPodPattern", "name": "tls", "uid": "u", "controller": true]
    ]
    #expect(StoredMember(object) == nil)
  }

  @Test("It is valid, and is as it was wanted")
  func valid() throws {
    let (member, object) = try Self.member()
    #expect(member.policy == "tls" && member.revision == 2)
    #expect(try PodPattern.decode(object).spec.target?.description == "Deployment/web")
    #expect(member.content == MemberContent.fingerprint(of: object))
  }

  @Test(
    "Whoever changes what the policy wants changes the fingerprint", arguments: ["spec", "label", "delivery", "owner"])
  func drift(what: String) throws {
    let (member, object) = try Self.member()
    var changed = object
    switch what {
    case "spec": changed["spec"]?["suspend"] = true
    case "delivery": changed["metadata"]?["labels"]?[PolicyMarks.delivery] = "Admission"
    case "label": changed["metadata"]?["labels"]?[PolicyMarks.revision] = "3"
    default: changed["metadata"]?["ownerReferences"] = []
    }
    #expect(MemberContent.fingerprint(of: changed) != member.content)
    var unchanged = object
    unchanged["metadata"]?["labels"]?["mine"] = "x"
    unchanged["status"] = ["observedGeneration": 1]
    #expect(MemberContent.fingerprint(of: unchanged) == member.content)
  }

  @Test("It is available since its status says so, and not before it got the revision")
  func available() throws {
    let later = "2026-01-01T10:05:00Z"
    #expect(
      try Self.member(ready: Self.ready("True", at: later)).0.progress(to: Self.revision(2))
        == .available(since: Self.date(later)))
    let earlier = Self.ready("True", at: "2026-01-01T09:00:00Z")
    #expect(
      try Self.member(ready: earlier).0.progress(to: Self.revision(2)) == .available(since: Self.date(Self.since)))
    #expect(try Self.member(ready: earlier).0.progress(to: Self.revision(3)) == .pending)
  }

  @Test("An old status says nothing")
  func oldStatus() throws {
    let ready = Self.ready("True", at: Self.since)
    #expect(
      try Self.member(ready: ready, observed: 2).0.progress(to: Self.revision(2))
        == .updating(since: Self.date(Self.since), "not looked at yet"))
    #expect(try Self.member().0.progress(to: Self.revision(3)) == .outdated)
  }

  @Test("It has failed when somebody has to change something")
  func failed() throws {
    let ready = Self.ready("False", at: Self.since, reason: "Conflict")
    let failure = WorkloadFailure(reason: "Conflict", message: "text")
    #expect(try Self.member(ready: ready, stalled: true).0.progress(to: Self.revision(2)) == .failed(failure))
    #expect(try Self.member(ready: ready, stalled: true).0.progress(to: Self.revision(3)) == .outdatedFailure)
    #expect(
      try Self.member(ready: ready).0.progress(to: Self.revision(2)) == .updating(since: Self.date(Self.since), "text"))
  }

  @Test("With another delivery it has to be changed, though the revision is the same")
  func delivery() throws {
    let (member, object) = try Self.member(delivery: .admission, ready: Self.ready("True", at: Self.since))
    #expect(member.delivery == .admission && member.owner == "policy")
    #expect(object["metadata", "ownerReferences"] == nil, "it stays until the operator deletes it")
    #expect(member.progress(to: Self.revision(2)) == .pending)
    #expect(try member.progress(to: Self.revision(2, .admission)) == .available(since: Self.date(Self.since)))
    let spec = try PodPattern.decode(object).spec
    #expect(spec.restart == "2" && spec.patterns.isEmpty && spec.target?.description == "Deployment/web")
  }

  @Test("It is being given back when it is being deleted")
  func releasing() throws {
    var object = try Self.member(ready: Self.ready("True", at: Self.since)).1
    object["metadata"]?["deletionTimestamp"] = .string(Self.since)
    #expect(StoredMember(object)?.progress(to: Self.revision(2)) == .releasing)
  }
}

extension Sample {
  /// A policy as the API server returns it.
  fileprivate static func observedPolicy(_ name: String) -> JSON {
    var policy = Sample.policy(name)
    policy["metadata"]?["uid"] = "policy"
    policy["metadata"]?["generation"] = 1
    return policy
  }
}
