import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "Monitors on a real API server", .serialized, .enabled(if: TestCluster.isAvailable, TestCluster.requirement),
  .timeLimit(.minutes(10)))
struct MonitorTests {
  private static func application(_ monitor: JSON?) -> JSON {
    Sample.withoutPods(
      Sample.application(patterns: monitor.map { [Sample.metrics("metrics", port: 9100, monitor: $0)] } ?? []))
  }

  @Test("Are applied, followed by the other kind, and pruned")
  func applied() async throws {
    try await TestNamespace.with { namespace in
      try await MonitoringDefinitions.install(namespace.admin)
      try await namespace.withOperator {
        try await namespace.apply(
          Self.application(["kind": "ServiceMonitor", "labels": ["release": "prometheus"], "interval": "30s"]))
        let ready = try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
        #expect(ready["message"] == "Deployment/web is rolled out")
        let monitor = try #require(try await namespace.find(.serviceMonitors, "web-metrics"))
        #expect(monitor["metadata", "ownerReferences"]?.array?.first?["kind"] == "PodPattern")
        #expect(monitor["metadata", "labels", "release"] == "prometheus")
        #expect(
          monitor["spec", "endpoints"] == [["port": "http-prometheus", "path": "/metrics", "interval": "30s"]])

        _ = try await namespace.admin.patch(
          .serviceMonitors, namespace.key("web-metrics"), mergePatch: ["spec": ["endpoints": []]])
        try await eventually("what somebody changed is back") {
          try await namespace.find(.serviceMonitors, "web-metrics")?["spec"] == monitor["spec"] ? true : nil
        }

        try await namespace.apply(Self.application(["kind": "PodMonitor"]))
        try await eventually("the PodMonitor has taken its place") {
          let other = try await namespace.find(.podMonitors, "web-metrics")
          let before = try await namespace.find(.serviceMonitors, "web-metrics")
          return other != nil && before == nil ? true : nil
        }
        try await namespace.apply(Self.application(nil))
        try await eventually("the PodMonitor is gone") {
          try await namespace.find(.podMonitors, "web-metrics") == nil ? true : nil
        }
      }
    }
  }

  @Test("Without the API everything else is applied and the status says so; once it is installed, the monitor follows")
  func missing() async throws {
    try await TestNamespace.with { namespace in
      try await MonitoringDefinitions.install(namespace.admin)
      let account = try ClientConfiguration.load(kubeconfig: namespace.cluster.operatorKubeconfig)
      try await HTTPFaultProxy.with(account) { proxy in
        proxy.begin(WithoutAPIGroup("monitoring.coreos.com"))
        try await namespace.withOperator(recheckInterval: .milliseconds(100), through: proxy) {
          try await namespace.apply(Self.application(["kind": "ServiceMonitor"]))
          let before = try await namespace.waitFor("Ready", reason: "RolledOut", of: "web")
          let message = before["message"]?.string ?? ""
          #expect(before["status"] == "True")
          #expect(message.contains("prometheusExporter.monitor: this cluster knows no ServiceMonitor"), "\(message)")
          #expect(try await namespace.find(.serviceMonitors, "web-metrics") == nil)

          proxy.end()
          try await eventually("the ServiceMonitor is there, and the warning gone") {
            let monitor = try await namespace.find(.serviceMonitors, "web-metrics")
            let ready = try await namespace.condition("Ready", of: "web")
            return monitor != nil && ready?["message"] == "Deployment/web is rolled out" ? true : nil
          }
        }
      }
    }
  }
}
