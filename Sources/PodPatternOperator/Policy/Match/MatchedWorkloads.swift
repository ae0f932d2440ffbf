import ControllerRuntime
import KubernetesClient
import PodPatternAPI

/// The workloads that a policy means, as the stores have them.
struct MatchedWorkloads: Sendable {
  /// A workload that a policy means.
  struct Workload: Sendable, Hashable {
    let id: ObjectID
    let facts: WorkloadFacts
    let rank: WaveRank
    /// The name of the PodPattern by which the policy extends it.
    let member: ObjectKey
  }

  private(set) var matched: [Workload] = []
  private(set) var excluded = 0

  init() {}

  /// Adds those of a kind.
  mutating func add(
    _ kind: WorkloadKind, _ resource: APIResource, _ store: Store<StoredTarget>, _ match: PolicyMatch, policy: String
  ) {
    for (key, target) in store.all {
      switch match.verdict(key, kind: kind, target.facts) {
      case .other: continue
      case .excluded: excluded += 1
      case .matched:
        let name = MemberName.of(policy: policy, kind: kind.rawValue, workload: key.name)
        matched.append(
          Workload(
            id: ObjectID(resource: resource, key: key), facts: target.facts,
            rank: match.rank(ofNamespace: key.namespace),
            member: ObjectKey(namespace: key.namespace, name: name)))
      }
    }
  }
}
