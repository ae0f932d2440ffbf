/// Whether workloads may leave a policy, or have to join it, by an annotation whose key is
/// ``ClusterPodPattern/overridePrefix`` and the policy's name.
public enum AnnotationOverride: String, Sendable, Hashable, CaseIterable {
  /// The annotation does not count.
  case none = "None"
  /// A workload with the value `disabled` is left out.
  case optOut = "OptOut"
  /// Only a workload with the value `enabled` is taken.
  case optIn = "OptIn"

  /// The value by which a workload leaves a policy.
  public static let disabled = "disabled"
  /// The value by which a workload joins a policy.
  public static let enabled = "enabled"

  /// Whether a workload with this value of the annotation is taken; `nil` stands for no annotation.
  public func admits(_ value: String?) -> Bool {
    switch self {
    case .none: true
    case .optOut: value != Self.disabled
    case .optIn: value == Self.enabled
    }
  }
}
