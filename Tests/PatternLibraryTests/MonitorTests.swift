import JSONTree
import PatternLibrary
import Testing

/// The objects by which the Prometheus Operator finds exporters.
@Suite("Monitors")
struct MonitorTests {
  private static func manifest(_ monitor: String, service: String? = "{ports: [{name: redis, port: 6379}]}") -> String {
    PresetTests.manifest("preset: redis, path: /m, monitor: {\(monitor)}", service: service)
  }

  @Test("a ServiceMonitor leads to the exporter's port of the Service, which it finds by the Service's labels")
  func serviceMonitor() throws {
    let composed = try Composed(Self.manifest("kind: ServiceMonitor, labels: {release: p}, interval: 30s"))
    let monitor = try composed.object("ServiceMonitor")
    #expect(
      monitor == [
        "apiVersion": "monitoring.coreos.com/v1", "kind": "ServiceMonitor",
        "metadata": [
          "name": "app-m", "namespace": "test",
          "labels": ["release": "p", "podpattern.dev/name": "app", "app.kubernetes.io/managed-by": "podpattern"],
        ],
        "spec": [
          "selector": ["matchLabels": ["podpattern.dev/name": "app"]],
          "endpoints": [["port": "http-prometheus", "path": "/m", "interval": "30s"]],
        ],
      ])
    let service = try composed.object("Service")
    #expect(service["metadata", "labels", "podpattern.dev/name"] == "app")
    #expect(service["spec", "ports"]?.array?.contains { $0["name"] == "http-prometheus" } == true)
    #expect(composed.warnings == [])
  }

  @Test("where the Service has the port under another name, it is that one")
  func otherName() throws {
    let service = "{ports: [{name: redis, port: 6379}, {name: figures, port: 9121, targetPort: 9121}]}"
    let composed = try Composed(Self.manifest("kind: ServiceMonitor", service: service))
    #expect(try composed.object("ServiceMonitor")["spec", "endpoints"] == [["port": "figures", "path": "/m"]])
  }

  @Test("a PodMonitor leads to the container's port, and needs no Service")
  func podMonitor() throws {
    let composed = try Composed(Self.manifest("kind: PodMonitor", service: nil))
    #expect(
      try composed.object("PodMonitor")["spec"] == [
        "selector": ["matchLabels": ["podpattern.dev/name": "app"]],
        "podMetricsEndpoints": [["port": "http-prometheus", "path": "/m"]],
      ])
    #expect(try composed.container("m")["ports"]?.array?.first?["name"] == "http-prometheus")
    #expect(try composed.template["metadata", "labels", "podpattern.dev/name"] == "app")
  }

  @Test("with a monitor there are no annotations: Prometheus would ask twice")
  func annotations() throws {
    let key = "prometheus.io/scrape"
    let with = try Composed(Self.manifest("kind: PodMonitor")).template["metadata", "annotations", key]
    #expect(with == nil)
    let without = try Composed(PresetTests.manifest("preset: redis")).template["metadata", "annotations", key]
    #expect(without == "true")
  }

  @Test(
    "a cluster that does not know the kind gets everything else, and a warning",
    arguments: ["ServiceMonitor", "PodMonitor"])
  func unknownKind(kind: String) throws {
    let composed = try Composed(Self.manifest("kind: \(kind)"), .plain)
    #expect(!composed.objects.contains { $0["kind"]?.string == kind })
    #expect(
      composed.warnings.count == 1
        && composed.warnings[0].hasPrefix(
          "spec.patterns[0].adapter.prometheusExporter.monitor: this cluster knows no \(kind) (monitoring.coreos.com/v1)"
        ),
      "\(composed.warnings)")
    #expect(try composed.object("Service")["spec", "ports"]?.array?.count == 2)
  }

  @Test(
    "a ServiceMonitor without a Service, or with a port without a name, is refused",
    arguments: [
      (nil, "spec.workload.service: Required value: the ServiceMonitor of pattern \"m\""),
      ("{ports: [{port: 9121}]}", "spec.workload.service.ports: Required value: the ServiceMonitor of pattern \"m\""),
    ] as [(String?, String)])
  func refused(service: String?, message: String) throws {
    let problems = try problems(Self.manifest("kind: ServiceMonitor", service: service))
    #expect(problems.count == 1 && problems[0].hasPrefix(message), "\(problems)")
  }

  @Test("labels of the user's do not hide whose object it is")
  func labels() throws {
    let composed = try Composed(Self.manifest("kind: PodMonitor, labels: {podpattern.dev/name: other}"))
    #expect(try composed.object("PodMonitor")["metadata", "labels", "podpattern.dev/name"] == "app")
  }
}
