import ArgumentParser
import PatternLibrary
import PodPatternAPI

/// A version of Kubernetes as a person writes it: `1.33`, `v1.33` or `v1.33.2`.
struct KubernetesVersionArgument: ExpressibleByArgument {
  let minor: Int

  init(minor: Int) { self.minor = minor }

  init?(argument: String) {
    let text = argument.hasPrefix("v") ? argument.dropFirst() : argument[...]
    let parts = text.split(separator: ".", omittingEmptySubsequences: false).map { Int($0) }
    guard 2...3 ~= parts.count, parts.allSatisfy({ $0 != nil }), parts[0] == 1, let minor = parts[1], minor >= 0 else {
      return nil
    }
    self.minor = minor
  }

  var defaultValueDescription: String { "1.\(minor)" }

  /// What the version can do, in a cluster with the Prometheus Operator: it shows what is wanted.
  var capabilities: ClusterCapabilities {
    ClusterCapabilities(kubernetesMinor: minor, monitors: Set(PrometheusMonitor.Kind.allCases))
  }
}
