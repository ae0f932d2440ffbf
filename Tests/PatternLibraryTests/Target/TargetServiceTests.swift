import JSONTree
import PatternLibrary
import Testing

/// The Service before a target, and what Prometheus finds it by.
@Suite("The Service of a target")
struct TargetServiceTests {
  private static let target = "{kind: Deployment, name: shop, service: shop}"
  private static let exporter = "  - {name: m, adapter: {prometheusExporter: {preset: redis}}}"

  private static func extended(_ patterns: String, service: String?, _ options: CompositionOptions = .test) throws
    -> Extended
  {
    try Extended(Manifest.extending(target, patterns: patterns), .shop(service: service), options)
  }

  @Test("gets the added ports and nothing else")
  func ports() throws {
    let extended = try Self.extended(
      Self.exporter, service: "{selector: {app: shop}, ports: [{name: http, port: 80, targetPort: 8080}]}")
    #expect(extended.extensions.map { $0.object["kind"]?.string } == ["Deployment", "Service"])
    let added = try extended.added(to: "Service")
    #expect(
      added.object == [
        "apiVersion": "v1", "kind": "Service", "metadata": ["name": "shop", "namespace": "test"],
        "spec": ["ports": [["name": "http-prometheus", "port": 9121, "protocol": "TCP", "targetPort": 9121]]],
      ])
    #expect(added.touched == [])
  }

  @Test("a port that was alone without a name gets one, and that is told")
  func names() throws {
    let extended = try Self.extended(
      Self.exporter, service: "{selector: {app: shop}, ports: [{port: 80, protocol: TCP, targetPort: 8080}]}")
    let added = try extended.added(to: "Service")
    #expect(added.object["spec", "ports"]?.array?.first == ["name": "tcp-80", "port": 80, "protocol": "TCP"])
    #expect(added.object["spec", "ports"]?.array?.count == 2)
    #expect(added.touched == [#".spec.ports[port=80,protocol="TCP"].name"#])
    #expect(
      extended.warnings.contains {
        $0.contains(#"sets .spec.ports[port=80,protocol="TCP"].name in port 80 of Service/shop, which is its owner's"#)
      }, "\(extended.warnings)")
    #expect(
      try added.applied(to: #require(TargetState.shop(service: "{ports: [{port: 80}]}").service))["spec", "ports"]?
        .array?.first == ["name": "tcp-80", "port": 80, "protocol": "TCP"])
  }

  @Test("a port that is there already is left to its owner")
  func existing() throws {
    let service = "{selector: {app: shop}, ports: [{port: 9121, targetPort: 9121}]}"
    #expect(try Self.extended(Self.exporter, service: service).added(to: "Service").object["spec"] == nil)
    let taken = try problems(
      Manifest.extending(Self.target, patterns: Self.exporter),
      .shop(service: "{selector: {app: shop}, ports: [{port: 9121, targetPort: 80}]}"))
    #expect(
      taken.first?.contains("needs this port of the Service, which Service/shop: spec.ports[0] leads elsewhere")
        == true,
      "\(taken)")
  }

  @Test("that no API server would take is not put right, and nothing fails")
  func namelessPorts() throws {
    let service = "{selector: {app: shop}, ports: [{port: 9121}, {port: 80}]}"
    let extended = try Self.extended(Self.exporter, service: service)
    #expect(try extended.added(to: "Service").object["spec"] == nil)
    #expect(try extended.added(to: "Service").touched == [])
  }

  @Test("that leads past a front, or to other pods, is told")
  func warnings() throws {
    let extended = try Self.extended(
      TargetExtensionTests.tls, service: "{selector: {app: other}, ports: [{port: 9201}]}")
    #expect(
      extended.warnings.contains {
        $0.hasPrefix("Service/shop: spec.ports: no port leads to port 9200")
      }, "\(extended.warnings)")
    #expect(
      extended.warnings.contains(
        "spec.target.service: the selector of Service/shop does not match the pods of Deployment/shop"))
  }

  private static func monitor(_ kind: String) -> String {
    "  - {name: m, adapter: {prometheusExporter: {preset: redis, monitor: {kind: \(kind)}}}}"
  }

  @Test("a ServiceMonitor finds it by a label that it gets")
  func serviceMonitor() throws {
    let service = "{selector: {app: shop}, ports: [{name: http, port: 80}]}"
    let extended = try Self.extended(Self.monitor("ServiceMonitor"), service: service)
    let labels: JSON = ["extension.podpattern.dev/app": ""]
    #expect(try extended.added(to: "Service").object["metadata", "labels"] == labels)
    let monitor = try #require(extended.objects.first { $0["kind"] == "ServiceMonitor" })
    #expect(monitor["spec", "selector"] == ["matchLabels": labels])
    #expect(monitor["spec", "endpoints"]?.array?.first?["port"] == "http-prometheus")
    let unknown = try Self.extended(Self.monitor("ServiceMonitor"), service: service, .plain)
    #expect(try unknown.added(to: "Service").object["metadata", "labels"] == nil)
    #expect(
      try problems(Manifest.extending(patterns: Self.monitor("ServiceMonitor")), .shop()).first?.hasPrefix(
        "spec.target.service: Required value: the ServiceMonitor of pattern \"m\"") == true)
  }

  @Test("a PodMonitor finds the pods as their workload does")
  func podMonitor() throws {
    let extended = try Self.extended(
      Self.monitor("PodMonitor"), service: "{selector: {app: shop}, ports: [{name: http, port: 80}]}")
    let monitor = try #require(extended.objects.first { $0["kind"] == "PodMonitor" })
    #expect(
      monitor["spec", "selector"] == [
        "matchLabels": ["app": "shop"], "matchExpressions": [["key": "a", "operator": "Exists"]],
      ])
    var state = try TargetState.shop()
    state.workload["spec"]?["selector"] = Optional.none
    #expect(
      try problems(Manifest.extending(patterns: Self.monitor("PodMonitor")), state).first?.hasPrefix(
        "spec.patterns[0].adapter.prometheusExporter.monitor: Forbidden: a PodMonitor finds pods") == true)
  }
}
