/// A kind of workload that a policy can match.
public enum WorkloadKind: String, Sendable, Hashable, CaseIterable {
  case deployment = "Deployment"
  case statefulSet = "StatefulSet"
  case daemonSet = "DaemonSet"
  case cronJob = "CronJob"

  /// The kinds of a policy that names none.
  public static let standard: Set<WorkloadKind> = [.deployment, .statefulSet, .daemonSet]
}
