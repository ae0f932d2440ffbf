import ControllerRuntime
import KubernetesClient
import PodPatternAPI

/// How many workloads each policy has in which state, for dashboards and alerts.
public enum PolicyMetrics {
  private static let name = "podpattern_policy_workloads"

  /// The metric's text, for a `PrometheusRegistry`.
  public static let descriptions = [
    name: MetricDescription(
      help: "Number of workloads that a ClusterPodPattern means, by the state that it finds them in.")
  ]

  /// What the policies' own statuses say: also on standby, and in the same words.
  static func samples(of policies: [ObjectKey: ObservedPolicy]) -> [MetricSample] {
    policies.sorted { $0.key < $1.key }.flatMap { key, policy in
      let counts = policy.status?.counts ?? PolicyCounts()
      return [
        ("compliant", counts.compliant), ("updating", counts.updating), ("pending", counts.pending),
        ("failed", counts.failed), ("excluded", counts.excluded),
      ].map { state, count in
        MetricSample.gauge(name, labels: [("policy", key.name), ("state", state)], Double(count))
      }
    }
  }
}
