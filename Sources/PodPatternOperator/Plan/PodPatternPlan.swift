import KubernetesClient

/// What the operator would change in the cluster for one PodPattern.
public struct PodPatternPlan: Sendable {
  /// The PodPattern, where its manifest is good enough to name it.
  public internal(set) var podPattern: ObjectKey?
  /// The objects that were looked at, in the order in which the operator would come to them.
  public internal(set) var objects: [PlannedObject] = []
  /// What would have to happen in the cluster before the operator goes on.
  public internal(set) var waits: [String] = []
  /// What would hardly work as meant.
  public internal(set) var warnings: [String] = []
  /// What keeps the PodPattern from being applied.
  public internal(set) var problems: [String] = []

  /// Whether the operator would change anything, now or once it has what it waits for.
  public var hasChanges: Bool { !waits.isEmpty || objects.contains { $0.action != .none } }
}

extension PodPatternPlan {
  /// Notes what stands in the way.
  mutating func note(_ outcome: Outcome) {
    switch outcome {
    case .waiting(_, let message, _): waits.append(message)
    case .stalled(_, let message, _): problems.append(message)
    case .conflict(let refusal):
      problems += refusal.conflicts.map { "\(refusal.object): conflict: \($0)" }
    case .applied, .suspended: return
    }
  }
}
