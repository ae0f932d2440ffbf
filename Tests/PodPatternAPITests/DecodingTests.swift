import JSONTree
import PodPatternAPI
import Testing

@Suite("Reading a PodPattern")
struct DecodingTests {
  @Test("Every field of the specification arrives")
  func complete() throws {
    let podPattern = try PodPattern.decode(try Sample.manifest())
    let spec = podPattern.spec
    #expect(podPattern.metadata.name == "search")
    #expect(podPattern.metadata.namespace == "shop")
    #expect(podPattern.metadata.labels == ["team": "search"])
    #expect(podPattern.status == nil)
    #expect(spec.suspend)
    #expect(spec.deletionPolicy == .orphan)
    #expect(spec.application == "search")
    #expect(
      spec.patterns.map(\.name) == [
        "tls", "metrics", "logs", "kernel", "custom", "cache", "reload", "secrets", "fetch", "tokens", "more-tokens",
        "redis", "database", "schema", "logs-to-loki", "logs-to-http", "logs-to-es", "logs-to-fluentd",
        "logs-to-kafka",
      ])
    let workload = try #require(spec.workload)
    #expect(workload.replicas == 3)
    #expect(workload.strategy == ["type": "Recreate"])
    #expect(workload.minReadySeconds == 5)
    #expect(workload.progressDeadlineSeconds == 60)
    #expect(workload.revisionHistoryLimit == 2)
    #expect(spec.target == nil && spec.conflictPolicy == nil)
    #expect(workload.template == (try Sample.manifest()["spec", "workload", "template"]))
  }

  @Test("The Service arrives")
  func service() throws {
    let service = try #require(try PodPattern.decode(try Sample.manifest()).spec.workload?.service)
    #expect(service.type == .loadBalancer)
    #expect(service.clusterIP == nil)
    #expect(service.labels == ["team": "search"])
    #expect(service.annotations == ["example.com/note": "any\ntext"])
    #expect(service.ports.map(\.name) == ["https", "dns"])
    #expect(service.ports.map(\.port) == [443, 53])
    #expect(service.ports.map(\.targetPort) == [.integer(9200), .string("dns-udp")])
    #expect(service.ports.map(\.targetPort?.json) == [9200, "dns-udp"])
    #expect(service.ports.map(\.transportProtocol) == [.tcp, .udp])
    #expect(service.ports.map(\.nodePort) == [30443, nil])
    #expect(service.ports.map(\.appProtocol) == ["https", nil])
  }

  @Test("The use cases arrive")
  func useCases() throws {
    let patterns = try PodPattern.decode(try Sample.manifest()).spec.patterns
    guard case .ambassador(.tlsTermination(let tls)) = patterns[0].kind,
      case .adapter(.prometheusExporter(let exporter)) = patterns[1].kind,
      case .sidecar(.logStream(let logs)) = patterns[2].kind,
      case .initialize(.sysctl(let parameters)) = patterns[3].kind,
      case .initialize(.container(let custom)) = patterns[4].kind
    else {
      Issue.record("other kinds: \(patterns.map(\.kind))")
      return
    }
    #expect(tls.listenPort == 9200 && tls.applicationPort == 9201)
    #expect(tls.certificateSecret == "search-tls" && tls.serverName == "*.example.com")
    #expect(tls.image == "example.com/nginx:1" && tls.resources == ["limits": ["memory": "64Mi"]])
    #expect(exporter.preset == .elasticsearch && exporter.image == "example.com/exporter:1@sha256:0123")
    #expect(exporter.port == 9114 && exporter.applicationPort == 9201 && exporter.path == "/metrics/all")
    #expect(exporter.args == ["--es.all"] && exporter.env == [["name": "A", "value": "b"]])
    #expect(logs.directory == "/var/log/search" && logs.files == ["server.json", "gc/gc.log"])
    #expect(parameters == ["vm.max_map_count": "262144", "net/ipv4/ip_local_port_range": "1024 65535"])
    #expect(custom.name == "fetch" && custom.image == "example.com/fetch:1")
    #expect(custom.container["volumeMounts"] == [["name": "cache", "mountPath": "/cache"]])
    #expect(custom.volumes == [["name": "cache", "emptyDir": [:]]])
    #expect(patterns[0].application?.env.count == 2)
    #expect(patterns[0].application?.command == ["/bin/search"])
    #expect(
      patterns[0].application?.volumeMounts == [["name": "data", "mountPath": "/data", "readOnly": true]])
    let files = try #require(patterns[0].application?.files)
    #expect(files.map(\.path) == ["/etc/search/log.properties", "/etc/search/password"])
    #expect(files.map(\.source) == [.configMap("search-logging"), .secret("search-login")])
    #expect(files.map(\.key) == ["log.properties", "password"])
    #expect(
      patterns[0].application?.probes == [
        .startup: ["tcpSocket": ["port": 9201]],
        .readiness: ["httpGet": ["path": "/", "port": 9201], "periodSeconds": 5],
        .liveness: ["exec": ["command": ["check"]]],
      ])
    #expect(patterns[0].application?.args == ["--quote='\"$\n"])
  }

  @Test("What is left out has its default")
  func defaults() throws {
    let spec = try PodPattern.decode(
      try Sample.parse(
        """
        apiVersion: podpattern.dev/v1alpha1
        kind: PodPattern
        metadata: {name: small}
        spec:
          workload:
            template: {spec: {containers: [{name: a, image: a}]}}
            service: {ports: [{port: 80}]}
        """)
    ).spec
    #expect(!spec.suspend)
    #expect(spec.deletionPolicy == .delete)
    #expect(spec.application == nil)
    #expect(spec.patterns.isEmpty)
    #expect(spec.workload?.replicas == nil)
    #expect(spec.workload?.service?.ports.first?.transportProtocol == .tcp)
  }

  @Test("null counts as absent, as on the API server")
  func null() throws {
    let manifest = try Sample.manifest("spec.patterns[0].application", .null)
    #expect(try PodPattern.decode(manifest).spec.patterns[0].application == nil)
    #expect(
      Sample.problems(of: try Sample.manifest("spec.workload", .null)) == [
        "spec: Required value: exactly one of workload, target must be set"
      ])
    #expect(try PodPattern.decode(try Sample.manifest("spec.deletionPolicy", .null)).spec.deletionPolicy == .delete)
  }

  @Test("An object of the API server is read with all that the server adds")
  func serverObject() throws {
    var object = try Sample.manifest()
    object["metadata"] = [
      "name": "search", "namespace": "shop", "uid": "5c9a3c4e-0000-4000-8000-000000000000", "generation": 7,
      "resourceVersion": "283", "creationTimestamp": "2026-01-31T12:00:00Z",
      "deletionTimestamp": "2026-01-31T13:00:00Z", "deletionGracePeriodSeconds": 0,
      "finalizers": ["podpattern.dev/release"],
      "annotations": ["kubectl.kubernetes.io/last-applied-configuration": "{}\n"],
      "managedFields": [["manager": "kubectl", "fieldsV1": ["f:spec": [:]]]], "selfLink": "",
    ]
    object["status"] = ["observedGeneration": 6]
    let podPattern = try PodPattern.decode(object)
    #expect(podPattern.metadata.uid == "5c9a3c4e-0000-4000-8000-000000000000")
    #expect(podPattern.metadata.generation == 7)
    #expect(podPattern.metadata.resourceVersion == "283")
    #expect(podPattern.metadata.creationTimestamp == "2026-01-31T12:00:00Z")
    #expect(podPattern.metadata.deletionTimestamp == "2026-01-31T13:00:00Z")
    #expect(podPattern.metadata.finalizers == ["podpattern.dev/release"])
    #expect(podPattern.metadata.annotations == ["kubectl.kubernetes.io/last-applied-configuration": "{}\n"])
    #expect(podPattern.status?.observedGeneration == 6)
  }
}
