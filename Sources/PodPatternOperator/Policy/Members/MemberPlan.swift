import FoundationEssentials
import JSONTree
import KubernetesClient

/// What is to be done to the members of a policy that is enforced, found without a request.
struct MemberPlan: Sendable {
  /// A member to be written.
  struct Write: Sendable {
    let desired: DesiredMember
    let present: StoredMember?
  }

  /// Those that somebody has changed, then those whose turn it is.
  private(set) var writes: [Write] = []
  let wave: WavePlan
  /// All workloads of the wave.
  let workloads: [WaveWorkload]
  /// See ``PolicyRevision/fingerprint(of:)``.
  let wanted: Fingerprint

  /// - Parameters:
  ///   - matched: the workloads that the policy means.
  ///   - revision: what they are to have.
  ///   - extendedFrom: what has been created since then has it by itself; `nil` for nothing.
  init(
    _ matched: [MatchedWorkloads.Workload], revision: PolicyRevision, of policy: ObservedPolicy, limits: WaveLimits,
    extendedFrom: Date?, knowledge: MemberKnowledge, now: Date
  ) {
    wanted = revision.fingerprint(of: policy)
    var matches: [ObjectID: (MatchedWorkloads.Workload, StoredMember?)] = [:]
    var states: [WaveWorkload] = []
    for workload in matched {
      let (progress, present, repair) = knowledge.look(
        at: workload, revision: revision, of: policy, wanted: wanted, extendedFrom: extendedFrom, now: now)
      if let repair { writes.append(Write(desired: repair, present: present)) }
      states.append(WaveWorkload(id: workload.id, rank: workload.rank, progress: progress))
      matches[workload.id] = (workload, present)
    }
    workloads = states
    wave = WavePlan(states, limits: limits, now: now)
    writes += wave.next.compactMap { id in
      matches[id].map { workload, present in
        Write(desired: DesiredMember(workload, revision: revision, of: policy, since: now), present: present)
      }
    }
  }
}
