import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI

/// What the operator knows of the members of policies.
struct MemberKnowledge: Sendable {
  let members: Members
  let memory: MemberMemory
  let refusals: MemberRefusals
  /// How far the clocks of two operators may be apart, in seconds.
  private static let clockTolerance: TimeInterval = 60

  /// What is found of a workload's member.
  typealias Finding = (progress: WorkloadProgress, present: StoredMember?, repair: DesiredMember?)

  /// How far a workload is with a revision; with the member as it is wanted where somebody has changed it.
  ///
  /// - Parameters:
  ///   - extendedFrom: what has been created since then has the revision by itself; `nil` for nothing.
  ///   - obstacle: why it cannot have the revision; `nil` where it can.
  func look(
    at workload: MatchedWorkloads.Workload, revision: PolicyRevision, of policy: ObservedPolicy, wanted: Fingerprint,
    extendedFrom: Date?, obstacle: WorkloadFailure?, now: Date
  ) -> Finding {
    let refusal = refusals.failure(of: workload.member, of: policy.name, wanted: wanted)
    let failure = obstacle.map(WorkloadProgress.failed) ?? refusal.map { .refused($0.reason, isDue: $0.isDue) }
    switch members.occupant(of: workload.member, for: policy) {
    case .none:
      if let failure { return (failure, nil, nil) }
      if let extendedFrom, let created = workload.facts.createdAt, created >= extendedFrom {
        return (.available(since: .distantPast), nil, nil)
      }
      return (.pending, nil, nil)
    case .foreign: return (.failed(.nameTaken(workload.member)), nil, nil)
    case .member(let member):
      // What is put back of a revision that it has takes no place of the wave.
      let isRepaired = obstacle == nil && refusal?.isDue == true && member.has(revision)
      if let failure, !isRepaired { return (failure, member, nil) }
      let repair = repair(workload, member, revision: revision, of: policy, wanted: wanted, now: now)
      return (member.progress(to: revision), member, repair)
    }
  }

  /// Whether a workload has a member of a delivery, whatever the revision.
  func hasMember(_ workload: MatchedWorkloads.Workload, of policy: ObservedPolicy, delivery: Delivery) -> Bool {
    guard case .member(let member) = members.occupant(of: workload.member, for: policy) else { return false }
    return member.delivery == delivery && !member.isBeingDeleted
  }

  private func repair(
    _ workload: MatchedWorkloads.Workload, _ member: StoredMember, revision: PolicyRevision, of policy: ObservedPolicy,
    wanted: Fingerprint, now: Date
  ) -> DesiredMember? {
    guard member.has(revision), !member.isBeingDeleted else { return nil }
    // A time that is not over yet would keep a place of the wave for as long.
    let since = member.since.flatMap { $0 <= now + Self.clockTolerance ? $0 : nil }
    if since != nil, memory.knows(workload.member, of: policy.name, member, asWanted: wanted) { return nil }
    let desired = DesiredMember(workload, revision: revision, of: policy, since: since ?? now)
    guard since != nil, MemberContent.fingerprint(of: desired.content) == member.content else { return desired }
    memory.note(workload.member, of: policy.name, member, isAsWanted: wanted)
    return nil
  }

  /// Forgets a policy that has gone, or is enforced no more.
  func forget(_ policy: String) {
    memory.forget(policy)
    refusals.forget(policy)
  }
}

extension WorkloadFailure {
  static func nameTaken(_ key: ObjectKey) -> WorkloadFailure {
    WorkloadFailure(
      reason: "NameTaken",
      message: "PodPattern \(key) exists and was not created by this ClusterPodPattern; rename or delete it")
  }
}
