import KubernetesClient
import PodPatternAPI

/// Which workloads a policy means.
struct PolicyMatch: Sendable {
  /// What a policy says of a workload.
  enum Verdict: Sendable, Hashable {
    case matched
    /// The selectors match it, and it is left out by name or by its annotation.
    case excluded
    /// The selectors do not match it.
    case other
  }

  private let policy: String
  private let match: WorkloadMatch
  private let override: AnnotationOverride
  /// Whether it is the workload's Pods that the selectors mean, as the API server has it at admission.
  private let looksAtPods: Bool
  /// The ranks of the namespaces that the selectors match.
  private let ranks: [String: WaveRank]

  /// - Parameters:
  ///   - namespaces: all of the cluster.
  ///   - ownNamespace: that of the operator, which is the system's like `kube-system`.
  init(_ policy: ClusterPodPattern, namespaces: [ObjectKey: StoredNamespace], ownNamespace: String) {
    self.policy = policy.metadata.name
    match = policy.spec.match
    override = policy.spec.override
    looksAtPods = policy.spec.delivery == .admission
    let system = match.includeSystemNamespaces ? [] : ["kube-system", ownNamespace]
    let rankLabel = policy.spec.rollout.namespaceLabel
    var ranks: [String: WaveRank] = [:]
    for (key, namespace) in namespaces
    where !namespace.isBeingDeleted && !system.contains(key.name) && match.namespaceSelector.matches(namespace.labels) {
      ranks[key.name] = WaveRank(rankLabel.flatMap { namespace.labels[$0] })
    }
    self.ranks = ranks
  }

  /// What the policy says of a workload of one of its kinds.
  func verdict(_ key: ObjectKey, kind: WorkloadKind, _ facts: WorkloadFacts) -> Verdict {
    let namespace = key.namespace ?? ""
    let marks = looksAtPods ? facts.pods : facts.own
    guard ranks[namespace] != nil, !facts.isBeingDeleted, match.workloadSelector.matches(marks.labels) else {
      return .other
    }
    let workload = ExcludedWorkload(kind: kind, namespace: namespace, name: key.name)
    let isNamed = match.exclude.namespaces.contains(namespace) || match.exclude.workloads.contains(workload)
    return isNamed || !override.admits(marks.overrides[policy]) ? .excluded : .matched
  }

  /// When the turn of a namespace's workloads comes.
  func rank(ofNamespace namespace: String?) -> WaveRank { ranks[namespace ?? ""] ?? WaveRank(nil) }
}
