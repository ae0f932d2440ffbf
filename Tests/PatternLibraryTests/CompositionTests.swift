import JSONTree
import Testing

@testable import PatternLibrary

/// What is put together where nothing is in the way.
@Suite("Composition")
struct CompositionTests {
  private static let patterns = """
      - {name: first, init: {container: {image: i}}}
      - {name: tls, ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}}
      - {name: second, init: {container: {image: i}}}
      - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}
    """

  @Test("added init containers and native sidecars come first, in the order of the patterns")
  func nativeOrder() throws {
    let composed = try Composed(Manifest.app(pod: "initContainers: [{name: own, image: o}]", patterns: Self.patterns))
    #expect(try composed.names("initContainers") == ["first", "tls", "second", "logs", "own"])
    #expect(try composed.names("containers") == ["web"])
    let policies = try ["first", "tls", "second", "logs", "own"].map {
      try composed.container($0)["restartPolicy"]?.string
    }
    #expect(policies == [nil, "Always", nil, "Always", nil])
    #expect(try composed.container("tls")["startupProbe"] != nil)
  }

  @Test("without native sidecars, what runs long comes after the application")
  func plainOrder() throws {
    let composed = try Composed(
      Manifest.app(pod: "initContainers: [{name: own, image: o}]", patterns: Self.patterns), .plain)
    #expect(try composed.names("initContainers") == ["first", "second", "own"])
    #expect(try composed.names("containers") == ["web", "tls", "logs"])
    #expect(try composed.container("tls")["restartPolicy"] == nil)
    #expect(try composed.container("tls")["startupProbe"] == nil)
  }

  @Test("native sidecars begin with 1.29", arguments: [(25, false), (28, false), (29, true), (36, true)])
  func capabilities(minor: Int, isNative: Bool) {
    #expect(ClusterCapabilities(kubernetesMinor: minor).nativeSidecars == isNative)
  }

  @Test("objects come in the order in which they are applied, and carry who they belong to")
  func objects() throws {
    let composed = try Composed(
      Manifest.app(service: "{ports: [{port: 443, targetPort: 9200}]}", patterns: Self.patterns))
    #expect(composed.objects.map { $0["kind"]?.string } == ["ConfigMap", "Service", "Deployment"])
    #expect(composed.objects.map { $0["metadata", "name"]?.string } == ["app-tls", "app", "app"])
    for object in composed.objects {
      #expect(object["metadata", "namespace"] == "test")
      #expect(
        object["metadata", "labels"] == ["app.kubernetes.io/managed-by": "podpattern", "podpattern.dev/name": "app"])
    }
    #expect(try composed.object("Deployment")["spec", "selector", "matchLabels"] == ["podpattern.dev/name": "app"])
    #expect(try composed.object("Service")["spec", "selector"] == ["podpattern.dev/name": "app"])
    #expect(try composed.template["metadata"]?["labels"] == ["podpattern.dev/name": "app"])
    #expect(try composed.object("Deployment")["spec", "replicas"] == nil)
  }

  @Test("another configuration is another checksum, and the same is the same")
  func checksum() throws {
    func checksum(_ port: Int, _ image: String) throws -> String? {
      try Composed(
        Manifest.app(
          patterns: """
              - name: tls
                ambassador:
                  tlsTermination: {listenPort: 9200, applicationPort: \(port), certificateSecret: c, image: \(image)}
            """)
      ).template["metadata"]?["annotations"]?["podpattern.dev/config-checksum"]?.string
    }
    let first = try #require(try checksum(9201, "a"))
    let sameConfiguration = try checksum(9201, "b")
    let otherConfiguration = try checksum(9202, "a")
    #expect(sameConfiguration == first)
    #expect(otherConfiguration != first)
    #expect(first.count == 16)
  }

  @Test("another restart is another annotation of the pods, which each PodPattern of a target has to itself")
  func restart() throws {
    let own = try Composed(Manifest.app(spec: "  restart: now", patterns: "    []"))
    #expect(try own.template["metadata"]?["annotations"] == ["podpattern.dev/restart": "now"])
    let manifest = Manifest.extending(spec: "  restart: now", patterns: "    []")
    let template = try Extended(manifest, .shop()).added().object["spec", "template"]
    #expect(template == ["metadata": ["annotations": ["restart.podpattern.dev/app": "now"]]])
  }

  @Test("the application gets what patterns give it, after its own")
  func application() throws {
    let composed = try Composed(
      Manifest.app(
        container: "args: [old], env: [{name: A, value: \"1\"}]", pod: "volumes: [{name: v, emptyDir: {}}]",
        patterns: """
            - name: one
              sidecar: {logStream: {directory: /logs, files: [a]}}
              application: {env: [{name: B, value: "2"}], command: [run], args: [new]}
            - {name: two, sidecar: {container: {image: s}}, application: {env: [{name: A, value: "1"}], args: [new]}}
          """))
    let container = try composed.container("web")
    #expect(container["env"] == [["name": "A", "value": "1"], ["name": "B", "value": "2"]])
    #expect(container["command"] == ["run"])
    #expect(container["args"] == ["new"])
    #expect(container["volumeMounts"] == [["name": "one", "mountPath": "/logs"]])
    #expect(try composed.names("volumes") == ["v", "one"])
  }

  @Test("spec.application chooses the container")
  func otherApplication() throws {
    let composed = try Composed(
      """
      apiVersion: podpattern.dev/v1alpha1
      kind: PodPattern
      metadata: {name: app}
      spec:
        workload: {template: {spec: {containers: [{name: a, image: a}, {name: b, image: b}]}}}
        application: b
        patterns:
        - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}
      """)
    #expect(try composed.names("containers") == ["a", "b"])
    #expect(try composed.container("a")["volumeMounts"] == nil)
    #expect(try composed.container("b")["volumeMounts"] != nil)
  }

  @Test("a volume in which the application already logs is followed there")
  func existingMount() throws {
    let composed = try Composed(
      Manifest.app(
        container: "volumeMounts: [{name: data, mountPath: /logs/, subPath: web}]",
        pod: "volumes: [{name: data, emptyDir: {}}]",
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /logs, files: [a, b/c]}}}"))
    let sidecar = try composed.container("logs")
    #expect(
      sidecar["volumeMounts"] == [["name": "data", "mountPath": "/logs/", "subPath": "web", "readOnly": true]])
    #expect(sidecar["args"] == ["/logs/a", "/logs/b/c"])
    #expect(try composed.names("volumes") == ["data"])
    #expect(try composed.container("web")["volumeMounts"]?.array?.count == 1)
  }

  @Test(
    "an exporter asks behind the TLS front, unless it is told a port",
    arguments: [
      ("{preset: elasticsearch}", "--es.uri=http://127.0.0.1:9201"),
      ("{preset: elasticsearch, applicationPort: 9300}", "--es.uri=http://127.0.0.1:9300"),
      ("{preset: nginx, args: [--nginx.scrape-uri=http://127.0.0.1:1/s]}", "--nginx.scrape-uri=http://127.0.0.1:1/s"),
    ])
  func exporterTarget(exporter: String, argument: String) throws {
    let composed = try Composed(
      Manifest.app(patterns: ConflictTests.tls + "\n  - {name: m, adapter: {prometheusExporter: \(exporter)}}"))
    let arguments = (try composed.container("m")["args"]?.array ?? []).compactMap(\.string)
    #expect(arguments.contains(argument), "\(arguments)")
    let flags = arguments.map { $0.prefix { $0 != "=" } }
    #expect(flags.count == Set(flags).count, "\(arguments)")
  }

  @Test("kernel parameters go where they belong, whatever separates their parts")
  func sysctl() throws {
    let composed = try Composed(
      Manifest.app(
        pod: "securityContext: {sysctls: [{name: kernel.sem, value: \"1 2\"}]}",
        patterns: "  - {name: k, init: {sysctl: {net/ipv4/tcp_syncookies: \"1\", vm/swappiness: \"1\"}}}"))
    #expect(try composed.container("k")["command"] == ["sysctl", "-w", "vm.swappiness=1"])
    #expect(
      try composed.template["spec"]?["securityContext"]?["sysctls"]
        == [["name": "kernel.sem", "value": "1 2"], ["name": "net.ipv4.tcp_syncookies", "value": "1"]])
    #expect(Sysctl.dotted("net/ipv4/conf/eth0.1/mtu") == "net.ipv4.conf.eth0/1.mtu")
    #expect(Sysctl.dotted("net.ipv4.conf.eth0/1.mtu") == "net.ipv4.conf.eth0/1.mtu")
  }

  @Test("the Service leads to added ports by number, and gets those of exporters once")
  func service() throws {
    let composed = try Composed(
      Manifest.app(
        service: "{clusterIP: None, ports: [{name: web, port: 443, targetPort: https}, {name: figures, port: 9121}]}",
        patterns: ConflictTests.tls + "\n  - {name: m, adapter: {prometheusExporter: {preset: redis}}}"))
    #expect(
      try composed.object("Service")["spec", "ports"] == [
        ["name": "web", "port": 443, "targetPort": 9200, "protocol": "TCP"],
        ["name": "figures", "port": 9121, "protocol": "TCP"],
      ])
    #expect(try composed.object("Service")["spec", "clusterIP"] == "None")
  }

  @Test("two exporters get ports of different names")
  func portNames() throws {
    let composed = try Composed(
      Manifest.app(
        service: "{ports: [{name: web, port: 80}]}",
        patterns: """
            - {name: a, adapter: {prometheusExporter: {preset: redis}}}
            - {name: b, adapter: {prometheusExporter: {preset: nginx, port: 65535}}}
          """))
    let names = (try composed.object("Service")["spec", "ports"]?.array ?? []).compactMap { $0["name"]?.string }
    #expect(names == ["web", "http-prometheus", "metrics-65535"])
    #expect(names.allSatisfy { $0.isPortName })
  }

  @Test("configuration that no ConfigMap can hold is refused")
  func configMapLimits() {
    func problems(name: String, size: Int) -> [String] {
      var content = PodExtension()
      content.configFiles = ["file": String(repeating: "x", count: size)]
      let template = PodTemplate(
        ["spec": ["containers": [["name": "a", "image": "a"]]]], Source(holder: "t", path: FieldPath("template")),
        isOwn: true)
      let draft = PodDraft(
        podPattern: "app", restart: Optional.none, template: template, application: template.containers[0],
        fronts: Fronts([]), checks: [],
        extensions: [
          PodDraft.PatternExtension(pattern: "p", path: FieldPath("p"), configMapName: name, content: content)
        ])
      return draft.limitProblems(allowPrivileged: false).map(\.description)
    }
    #expect(problems(name: "app-p", size: 1_048_572) == [])
    #expect(
      problems(name: "app-p", size: 1_048_573).first?.hasPrefix("p: Too long: may not be longer than 1048576") == true)
    #expect(problems(name: String(repeating: "n", count: 253), size: 1) == [])
    #expect(
      problems(name: String(repeating: "n", count: 254), size: 1).first?.hasPrefix("p.name: Invalid value") == true)
  }
}
