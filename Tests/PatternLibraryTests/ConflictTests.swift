import PatternLibrary
import Testing

/// What cannot be in one pod: every rule as one case, with the field of one side and both names in the text.
@Suite("Conflicts")
struct ConflictTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let manifest: String
    /// The beginning of the one problem: the path, the kind and the value.
    let start: String
    /// What its message names.
    let names: [String]

    init(_ description: String, _ start: String, names: [String], _ manifest: String) {
      testDescription = description
      self.manifest = manifest
      self.start = start
      self.names = names
    }
  }

  @Test("names both sides and the field", arguments: portCases + nameCases + mountCases + applicationCases + otherCases)
  func conflict(_ conflict: Case) throws {
    let problems = try problems(conflict.manifest)
    #expect(problems.count == 1, "\(problems.joined(separator: "\n"))")
    let problem = try #require(problems.first)
    #expect(problem.hasPrefix(conflict.start), "\(problem)")
    for name in conflict.names { #expect(problem.contains(name), "\(problem)") }
  }

  static let tls =
    "  - {name: tls, ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}}"

  static let portCases: [Case] = [
    Case(
      "a port that the template declares",
      "spec.patterns[0].ambassador.tlsTermination.listenPort: Duplicate value: 9200: ",
      names: [
        #"container "tls" of pattern "tls""#, #"container "web" of the template"#,
        "spec.workload.template.spec.containers[0].ports[0].containerPort", "9200/TCP",
      ],
      Manifest.app(container: "ports: [{containerPort: 9200}]", patterns: tls)),
    Case(
      "a port of a native sidecar of the template",
      "spec.patterns[0].ambassador.tlsTermination.listenPort: Duplicate value: 9200: ",
      names: [#""tls""#, #"container "proxy" of the template"#, "initContainers[0].ports[0]"],
      Manifest.app(
        pod: "initContainers: [{name: proxy, image: p, restartPolicy: Always, ports: [{containerPort: 9200}]}]",
        patterns: tls)),
    Case(
      "a port on which the application listens unseen, on the loopback address",
      "spec.patterns[1].sidecar.container.ports[0].containerPort: Duplicate value: 9201: ",
      names: [
        #"container "cache" of pattern "cache""#, #"the application "web" behind pattern "tls""#, "applicationPort",
      ],
      Manifest.app(
        patterns: tls + "\n  - {name: cache, sidecar: {container: {image: c, ports: [{containerPort: 9201}]}}}")),
    Case(
      "the same port of two patterns",
      "spec.patterns[1].adapter.prometheusExporter.port: Duplicate value: 9200: ",
      names: [#"container "metrics" of pattern "metrics""#, #"container "tls" of pattern "tls""#, "listenPort"],
      Manifest.app(
        patterns: tls + "\n  - {name: metrics, adapter: {prometheusExporter: {preset: redis, port: 9200}}}")),
    Case(
      "the presets' own ports",
      "spec.patterns[1].adapter.prometheusExporter.port: Duplicate value: 9121: ",
      names: [#"pattern "two""#, #"pattern "one""#, "spec.patterns[0].adapter.prometheusExporter.port"],
      Manifest.app(
        patterns: """
            - {name: one, adapter: {prometheusExporter: {preset: redis}}}
            - {name: two, adapter: {prometheusExporter: {preset: redis}}}
          """)),
    Case(
      "an exporter that would ask itself",
      "spec.patterns[0].adapter.prometheusExporter.applicationPort: Invalid value: 9121: must not be the port that ",
      names: [],
      Manifest.app(
        patterns: "  - {name: m, adapter: {prometheusExporter: {preset: redis, applicationPort: 9121}}}")),
    Case(
      "two containers of the template",
      "spec.workload.template.spec.containers[1].ports[0].containerPort: Duplicate value: 80: ",
      names: [#"container "b" of the template"#, #"container "a" of the template"#],
      template(
        "containers: [{name: a, image: a, ports: [{containerPort: 80}]}, "
          + "{name: b, image: b, ports: [{containerPort: 80}]}]"
      )
    ),
    Case(
      "a port of the node",
      "spec.patterns[0].sidecar.container.ports[0].hostPort: Duplicate value: 8080: ",
      names: [#"container "s" of pattern "s""#, #"container "web" of the template"#],
      Manifest.app(
        container: "ports: [{containerPort: 80, hostPort: 8080}]",
        patterns: "  - {name: s, sidecar: {container: {image: s, ports: [{containerPort: 81, hostPort: 8080}]}}}")),
    Case(
      "another port of the node with hostNetwork",
      "spec.patterns[0].sidecar.container.ports[0].hostPort: Invalid value: 8080: ",
      names: ["must be the containerPort", "hostNetwork", #"container "s" of pattern "s""#],
      Manifest.app(
        pod: "hostNetwork: true",
        patterns: "  - {name: s, sidecar: {container: {image: s, ports: [{containerPort: 81, hostPort: 8080}]}}}")),
    Case(
      "two TLS fronts of one port of the application",
      "spec.patterns[1].ambassador.tlsTermination.applicationPort: Duplicate value: 9201: ",
      names: [#"pattern "two""#, #"pattern "tls""#, "spec.patterns[0].ambassador.tlsTermination.applicationPort"],
      Manifest.app(
        patterns: tls
          + """

            - name: two
              ambassador: {tlsTermination: {listenPort: 9300, applicationPort: 9201, certificateSecret: c}}
          """
      )),
    Case(
      "TLS behind TLS",
      "spec.patterns[1].ambassador.tlsTermination.listenPort: Invalid value: 9201: ",
      names: [#"pattern "two""#, #"pattern "tls""#, "spec.patterns[0].ambassador.tlsTermination.applicationPort"],
      Manifest.app(
        patterns: tls
          + """

            - name: two
              ambassador: {tlsTermination: {listenPort: 9201, applicationPort: 9202, certificateSecret: c}}
          """
      )),
    Case(
      "one name for two ports",
      "spec.patterns[0].sidecar.container.ports[0].name: Duplicate value: \"http\": ",
      names: [#"container "s" of pattern "s""#, #"container "web" of the template"#],
      Manifest.app(
        container: "ports: [{name: http, containerPort: 80}]",
        patterns: "  - {name: s, sidecar: {container: {image: s, ports: [{name: http, containerPort: 81}]}}}")),
    Case(
      "a name that no port can have",
      "spec.patterns[0].sidecar.container.ports[0].name: Invalid value: \"a-name-that-is-too-long\": must be",
      names: [],
      Manifest.app(
        patterns:
          "  - {name: s, sidecar: {container: {image: s, ports: [{name: a-name-that-is-too-long, containerPort: 81}]}}}"
      )),
    Case(
      "one port of the Service for two targets",
      "spec.patterns[0].adapter.prometheusExporter.port: Duplicate value: 9121: ",
      names: [#"pattern "metrics""#, "spec.workload.service.ports[0]"],
      Manifest.app(
        service: "{ports: [{name: own, port: 9121, targetPort: 80}]}",
        patterns: "  - {name: metrics, adapter: {prometheusExporter: {preset: redis}}}")),
    Case(
      "one name for two ports of the Service",
      "spec.workload.service.ports[1].name: Duplicate value: \"tcp-9121\": ",
      names: ["the Service", #"pattern "metrics""#],
      Manifest.app(
        service: "{ports: [{name: http-prometheus, port: 1}, {name: tcp-9121, port: 2}]}",
        patterns: "  - {name: metrics, adapter: {prometheusExporter: {preset: redis}}}")),
  ]

  static let nameCases: [Case] = [
    Case(
      "a container of the template",
      "spec.patterns[0].sidecar.container.name: Duplicate value: \"web\": ",
      names: [#"container "web" of pattern "s""#, #"container "web" of the template"#, "containers[0].name"],
      Manifest.app(patterns: "  - {name: s, sidecar: {container: {name: web, image: s}}}")),
    Case(
      "containers in both lists",
      "spec.workload.template.spec.containers[0].name: Duplicate value: \"a\": ",
      names: [#"container "a" of the template"#, "spec.workload.template.spec.initContainers[0].name"],
      template("containers: [{name: a, image: a}], initContainers: [{name: a, image: a}]")),
    Case(
      "containers of two patterns",
      "spec.patterns[1].init.container.name: Duplicate value: \"x\": ",
      names: [#"pattern "two""#, #"pattern "one""#],
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {container: {name: x, image: x}}}
            - {name: two, init: {container: {name: x, image: x}}}
          """)),
    Case(
      "a volume of the template",
      "spec.patterns[0].name: Duplicate value: \"logs\": ",
      names: [#"pattern "logs""#, "the template", "spec.workload.template.spec.volumes[0].name"],
      Manifest.app(
        pod: "volumes: [{name: logs, configMap: {name: x}}]",
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}")),
    Case(
      "volumes of two patterns",
      "spec.patterns[1].sidecar.volumes[0].name: Duplicate value: \"tls-config\": ",
      names: [#"pattern "s""#, #"pattern "tls" (spec.patterns[0].name)"#],
      Manifest.app(
        patterns: tls + "\n  - {name: s, sidecar: {container: {image: s}, volumes: [{name: tls-config, emptyDir: {}}]}}"
      )),
    Case(
      "a pattern's name that makes a volume's too long",
      "spec.patterns[0].name: Too long: may not be longer than 51: ",
      names: ["\(String(repeating: "p", count: 52))-certificate"],
      Manifest.app(
        patterns: """
            - name: \(String(repeating: "p", count: 52))
              ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}
          """)),
  ]

  static let mountCases: [Case] = [
    Case(
      "two patterns at one path",
      "spec.patterns[1].sidecar.logStream.directory: Invalid value: \"/logs\": ",
      names: [#"pattern "two" mounts volume "two""#, #"pattern "one""#, #"volume "one" at /logs"#],
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {logStream: {directory: /logs, files: [a]}}}
            - {name: two, sidecar: {logStream: {directory: /logs, files: [b]}}}
          """)),
    Case(
      "inside a volume of the application",
      "spec.patterns[0].sidecar.logStream.directory: Invalid value: \"/data/logs\": ",
      names: [
        #"pattern "logs" mounts volume "logs""#, #"container "web" of the template"#, #"volume "data" at /data/"#,
      ],
      Manifest.app(
        container: "volumeMounts: [{name: data, mountPath: /data/}]", pod: "volumes: [{name: data, emptyDir: {}}]",
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /data/logs, files: [a]}}}")),
    Case(
      "around a volume of the application",
      "spec.patterns[0].sidecar.logStream.directory: Invalid value: \"/data\": ",
      names: [#"pattern "logs""#, #"volume "old" at /data/old"#],
      Manifest.app(
        container: "volumeMounts: [{name: old, mountPath: /data/old}]", pod: "volumes: [{name: old, emptyDir: {}}]",
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /data, files: [a]}}}")),
    Case(
      "a volume that does not exist",
      "spec.patterns[0].sidecar.container.volumeMounts[0].name: Unsupported value: \"nope\": supported",
      names: [#"values: "data": "#, #"container "s" of pattern "s""#],
      Manifest.app(
        pod: "volumes: [{name: data, emptyDir: {}}]",
        patterns: "  - {name: s, sidecar: {container: {image: s, volumeMounts: [{name: nope, mountPath: /x}]}}}")),
    Case(
      "a mount that only the application can resolve",
      "spec.patterns[0].sidecar.logStream.directory: Invalid value: \"/logs\": ",
      names: ["subPathExpr", #"container "web" of the template"#],
      Manifest.app(
        container: "volumeMounts: [{name: data, mountPath: /logs, subPathExpr: $(POD)}]",
        pod: "volumes: [{name: data, emptyDir: {}}]",
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}")),
  ]

  static let applicationCases: [Case] = [
    Case(
      "a container that does not exist",
      "spec.application: Unsupported value: \"nope\": supported values: \"web\"", names: [],
      Manifest.app(spec: "  application: nope", patterns: "  - {name: s, sidecar: {container: {image: s}}}")),
    Case(
      "a variable of the template",
      "spec.patterns[0].application.env[0].name: Duplicate value: \"A\": ",
      names: [#"pattern "s""#, #"container "web" of the template (spec.workload.template.spec.containers[0].env[0])"#],
      Manifest.app(
        container: "env: [{name: A, value: \"1\"}]",
        patterns: "  - {name: s, sidecar: {container: {image: s}}, application: {env: [{name: A, value: \"2\"}]}}")),
    Case(
      "a variable of two patterns",
      "spec.patterns[1].application.env[0].name: Duplicate value: \"A\": ",
      names: [#"pattern "two""#, #"pattern "one" (spec.patterns[0].application.env[0])"#],
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {container: {image: s}}, application: {env: [{name: A, value: "1"}]}}
            - {name: two, sidecar: {container: {image: s}}, application: {env: [{name: A, value: "2"}]}}
          """)),
    Case(
      "two commands",
      "spec.patterns[1].application.command: Invalid value: [\"b\"]: ",
      names: [#"pattern "two""#, #"pattern "one" (spec.patterns[0].application.command)"#],
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {container: {image: s}}, application: {command: [a]}}
            - {name: two, sidecar: {container: {image: s}}, application: {command: [b]}}
          """)),
    Case(
      "a sysctl of the template",
      "spec.patterns[0].init.sysctl[net.core.somaxconn]: Invalid value: \"2\": ",
      names: [#"pattern "kernel""#, "the template (spec.workload.template.spec.securityContext.sysctls[0])"],
      Manifest.app(
        pod: "securityContext: {sysctls: [{name: net.core.somaxconn, value: \"1\"}]}",
        patterns: "  - {name: kernel, init: {sysctl: {net.core.somaxconn: \"2\"}}}")),
    Case(
      "a sysctl of the pod's network on the node's",
      "spec.patterns[0].init.sysctl[net.core.somaxconn]: Forbidden: ",
      names: [#"pattern "kernel""#, "hostNetwork"],
      Manifest.app(
        pod: "hostNetwork: true", patterns: "  - {name: kernel, init: {sysctl: {net.core.somaxconn: \"2\"}}}")),
  ]

  static let otherCases: [Case] = [
    Case(
      "a whole Deployment as the template",
      "spec.workload.template.apiVersion: Unknown field: a pod template has metadata and spec", names: [],
      """
      apiVersion: podpattern.dev/v1alpha1
      kind: PodPattern
      metadata: {name: app}
      spec: {workload: {template: {apiVersion: apps/v1, spec: {containers: [{name: a, image: a}]}}}}
      """),
    Case(
      "the spec of a Deployment as the pod's",
      "spec.workload.template.spec.selector: Unknown field: this is the spec of a workload", names: [],
      template("selector: {}, containers: [{name: a, image: a}]")),
    Case(
      "a pod that ends",
      "spec.workload.template.spec.restartPolicy: Unsupported value: \"Never\": supported values: \"Always\"",
      names: [],
      template("restartPolicy: Never, containers: [{name: a, image: a}]")),
    Case(
      "a container without an image",
      "spec.workload.template.spec.containers[0].image: Required value", names: [],
      template("containers: [{name: a}]")),
    Case(
      "a port that is none",
      "spec.workload.template.spec.containers[0].ports[0].containerPort: Invalid value: 70000: must be between",
      names: [],
      template("containers: [{name: a, image: a, ports: [{containerPort: 70000}]}]")),
    Case(
      "one port twice in a container",
      "spec.workload.template.spec.containers[0].ports[1].containerPort: Duplicate value: 80", names: [],
      template("containers: [{name: a, image: a, ports: [{containerPort: 80}, {containerPort: 80, protocol: TCP}]}]")),
    Case(
      "one path twice in a container",
      "spec.patterns[0].sidecar.container.volumeMounts[1].mountPath: Duplicate value: \"/x\"", names: [],
      Manifest.app(
        pod: "volumes: [{name: v, emptyDir: {}}]",
        patterns:
          """
            - name: s
              sidecar: {container: {image: s, volumeMounts: [{name: v, mountPath: /x}, {name: v, mountPath: /x}]}}
          """
      )),
    Case(
      "labels that are none", "spec.workload.template.metadata.labels: Invalid value: 1: must be an object", names: [],
      template("containers: [{name: a, image: a}]", metadata: "{labels: 1}")),
    Case(
      "the operator's own label",
      "spec.workload.template.metadata.labels[podpattern.dev/name]: Invalid value: \"x\": must be \"app\"", names: [],
      template("containers: [{name: a, image: a}]", metadata: "{labels: {podpattern.dev/name: x}}")),
    Case(
      "a restart policy of one container",
      "spec.patterns[0].sidecar.container.restartPolicy: Forbidden: the kind of the pattern", names: [],
      Manifest.app(patterns: "  - {name: s, sidecar: {container: {image: s, restartPolicy: Always}}}")),
    Case(
      "a probe of a container that ends",
      "spec.patterns[0].init.container.readinessProbe: Forbidden: an init container runs to completion", names: [],
      Manifest.app(patterns: "  - {name: s, init: {container: {image: s, readinessProbe: {exec: {command: [a]}}}}}")),
  ]

  @Test(
    "a privileged container needs the operator's flag",
    arguments: [
      ("  - {name: kernel, init: {sysctl: {vm.max_map_count: \"262144\"}}}", "spec.patterns[0].init.sysctl"),
      (
        "  - {name: s, sidecar: {container: {image: s, securityContext: {privileged: true}}}}",
        "spec.patterns[0].sidecar.container.securityContext.privileged"
      ),
    ])
  func privileged(pattern: String, path: String) throws {
    let manifest = Manifest.app(patterns: pattern)
    var options = CompositionOptions.test
    #expect(try problems(manifest, options) == [])
    options.allowPrivileged = false
    let refused = try problems(manifest, options)
    #expect(refused.count == 1)
    #expect(refused.first?.hasPrefix("\(path): Forbidden: container ") == true, "\(refused)")
    #expect(refused.first?.contains("needs the operator flag --allow-privileged") == true)
  }

  @Test("a parameter of the pod's namespace needs no flag")
  func namespacedSysctl() throws {
    var options = CompositionOptions.test
    options.allowPrivileged = false
    #expect(
      try problems(Manifest.app(patterns: "  - {name: k, init: {sysctl: {net.ipv4.tcp_syncookies: \"1\"}}}"), options)
        == [])
  }

  @Test("all problems come at once, the template's first")
  func allAtOnce() throws {
    let manifest = Manifest.app(
      spec: "  application: nope", container: "ports: [{containerPort: 9200}]", pod: "restartPolicy: Never",
      patterns: Self.tls + "\n  - {name: s, sidecar: {container: {name: tls, image: s}}}")
    #expect(
      try problems(manifest).map { $0.prefix { $0 != ":" } } == [
        "spec.workload.template.spec.restartPolicy", "spec.application", "spec.patterns[1].sidecar.container.name",
        "spec.patterns[0].ambassador.tlsTermination.listenPort",
      ])
  }

  @Test(
    "what is identical is no conflict",
    arguments: [
      Manifest.app(
        container: "env: [{name: A, value: \"1\"}]",
        patterns: "  - {name: s, sidecar: {container: {image: s}}, application: {env: [{name: A, value: \"1\"}]}}"),
      Manifest.app(
        pod: "volumes: [{name: v, emptyDir: {}}]",
        patterns: "  - {name: s, sidecar: {container: {image: s}, volumes: [{name: v, emptyDir: {}}]}}"),
      Manifest.app(
        patterns: """
            - {name: one, sidecar: {container: {name: x, image: x}}}
            - {name: two, adapter: {container: {name: x, image: x}}}
          """),
      Manifest.app(
        container: "ports: [{containerPort: 53, protocol: UDP}]",
        patterns: "  - {name: s, sidecar: {container: {image: s, ports: [{containerPort: 53}]}}}"),
      Manifest.app(
        container: "ports: [{containerPort: 9201}]", patterns: tls),
      Manifest.app(
        pod: "initContainers: [{name: once, image: o, ports: [{containerPort: 9200}]}]", patterns: tls),
      Manifest.app(
        container: "ports: [{containerPort: 80, hostPort: 8080, hostIP: 10.0.0.1}]",
        patterns:
          """
            - name: s
              sidecar: {container: {image: s, ports: [{containerPort: 81, hostPort: 8080, hostIP: 10.0.0.2}]}}
          """
      ),
    ])
  func identical(_ manifest: String) throws {
    #expect(try problems(manifest) == [])
    let composed = try Composed(manifest)
    for list in ["containers", "initContainers", "volumes"] {
      let names = try composed.names(list)
      #expect(names.count == Set(names).count)
    }
  }

  /// A PodPattern without patterns.
  private static func template(_ spec: String, metadata: String = "{}") -> String {
    """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: app}
    spec: {workload: {template: {metadata: \(metadata), spec: {\(spec)}}}}
    """
  }
}
