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

  /// Those that somebody has changed, then the first of those whose turn it is.
  private(set) var writes: [Write] = []
  let wave: WavePlan
  /// All workloads of the wave.
  let workloads: [WaveWorkload]
  /// See ``PolicyRevision/fingerprint(of:)``.
  let wanted: Fingerprint

  /// How many members are written or deleted in one look at most: all workloads are looked at each time, so that the looks
  /// must not become more the more workloads there are.
  static func batch(of matched: Int) -> Int { max(64, matched / 20) }

  /// - Parameters:
  ///   - matched: the workloads that the policy means.
  ///   - revision: what they are to have.
  ///   - extendedFrom: what has been created since then has it by itself; `nil` for nothing.
  ///   - obstacles: why workloads cannot have it, of those that cannot, as far as that is known beforehand.
  init(
    _ matched: [MatchedWorkloads.Workload], revision: PolicyRevision, of policy: ObservedPolicy, limits: WaveLimits,
    extendedFrom: Date?, obstacles: [ObjectID: WorkloadFailure], knowledge: MemberKnowledge, now: Date
  ) {
    wanted = revision.fingerprint(of: policy)
    var (states, present): ([WaveWorkload], [StoredMember?]) = ([], [])
    for workload in matched {
      let found = knowledge.look(
        at: workload, revision: revision, of: policy, wanted: wanted, extendedFrom: extendedFrom,
        obstacle: obstacles[workload.id], now: now)
      if let repair = found.repair { writes.append(Write(desired: repair, present: found.present)) }
      states.append(WaveWorkload(id: workload.id, rank: workload.rank, progress: found.progress))
      present.append(found.present)
    }
    workloads = states
    wave = WavePlan(states, limits: limits, now: now)
    let turns = Dictionary(uniqueKeysWithValues: zip(wave.next.prefix(Self.batch(of: matched.count)), 0...))
    guard !turns.isEmpty else { return }
    writes += zip(matched, present)
      .compactMap { workload, present in turns[workload.id].map { (turn: $0, workload, present) } }
      .sorted { $0.turn < $1.turn }
      .map { _, workload, present in
        Write(desired: DesiredMember(workload, revision: revision, of: policy, since: now), present: present)
      }
  }
}
