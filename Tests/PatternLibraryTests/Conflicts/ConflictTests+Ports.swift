// Ports of one pod.

extension ConflictTests {
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
}
