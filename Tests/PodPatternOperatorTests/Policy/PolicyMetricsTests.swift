import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import Testing

@testable import PodPatternOperator

@Suite("The metrics of policies")
struct PolicyMetricsTests {
  @Test("They say what the statuses say, by policy and state")
  func samples() throws {
    var object = Sample.policy("tls")
    object["metadata"]?["uid"] = "u"
    object["status"] = [
      "counts": ["matched": 9, "compliant": 4, "updating": 2, "pending": 1, "failed": 2, "excluded": 3]
    ]
    var fresh = Sample.policy("new")
    fresh["metadata"]?["uid"] = "v"
    let policies = [
      ObjectKey(name: "tls"): try ObservedPolicy(object), ObjectKey(name: "new"): try ObservedPolicy(fresh),
    ]
    let registry = PrometheusRegistry(
      descriptions: PolicyMetrics.descriptions, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    registry.register(collector: { PolicyMetrics.samples(of: policies) })
    let lines = registry.scrape().split(separator: "\n").map(String.init)
    for line in [
      #"podpattern_policy_workloads{policy="tls",state="compliant"} 4"#,
      #"podpattern_policy_workloads{policy="tls",state="failed"} 2"#,
      #"podpattern_policy_workloads{policy="tls",state="excluded"} 3"#,
      #"podpattern_policy_workloads{policy="new",state="pending"} 0"#,
      "# TYPE podpattern_policy_workloads gauge",
    ] {
      #expect(lines.contains(line), "\(lines)")
    }
    #expect(lines.contains { $0.hasPrefix("# HELP podpattern_policy_workloads Number of workloads") })
  }
}
