import PatternLibrary
import Testing

/// What the API server accepts and that would hardly work as meant: every warning as one case.
@Suite("Warnings")
struct WarningTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let manifest: String
    /// The beginning of each warning: its path, and the first words.
    let starts: [String]

    init(_ description: String, _ starts: [String], _ manifest: String) {
      testDescription = description
      self.manifest = manifest
      self.starts = starts
    }
  }

  @Test("are these and no others", arguments: probeCases + listeningCases + serviceCases + otherCases)
  func warnings(_ expected: Case) throws {
    let warnings = try Composed(expected.manifest).warnings
    #expect(warnings.count == expected.starts.count, "\(warnings.joined(separator: "\n"))")
    for (warning, start) in zip(warnings, expected.starts) { #expect(warning.hasPrefix(start), "\(warning)") }
  }

  /// An application that has been told to listen on the loopback address alone.
  private static func tls(
    fields: String = "", container: String = "", service: String? = nil, pod: String = "", more: String = ""
  ) -> String {
    Manifest.app(
      container: container, pod: pod, service: service,
      patterns: """
          - name: tls
            ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c\(fields)}}
            application: {env: [{name: HOST, value: 127.0.0.1}]}
        \(more)
        """)
  }

  private static let container = "spec.workload.template.spec.containers[0]"

  static let probeCases: [Case] = [
    Case(
      "probes with HTTP are sent where they pass", [],
      tls(container: "readinessProbe: {httpGet: {port: 9200}}, livenessProbe: {httpGet: {port: 9201}}")),
    Case(
      "a probe whose path everybody may then ask for without a certificate",
      [
        "\(container).readinessProbe.httpGet: the kubelet cannot show a client certificate (pattern \"tls\"), so that "
          + "everybody can GET /healthz without"
      ],
      tls(fields: ", clientCA: {secret: ca}", container: "readinessProbe: {httpGet: {path: /healthz?x, port: 9200}}")),
    Case(
      "a probe without a certificate, where no path can be let pass",
      ["\(container).readinessProbe.httpGet: has no way to show a client certificate, which pattern \"tls\" demands"],
      tls(
        fields: ", protocol: TCP, clientCA: {secret: ca}", container: "readinessProbe: {httpGet: {port: 9200}}")),
    Case(
      "a probe without a certificate, whose path proxies could take for another",
      ["\(container).readinessProbe.httpGet: has no way to show a client certificate, which pattern \"tls\" demands"],
      tls(
        fields: ", clientCA: {secret: ca}",
        container: "readinessProbe: {httpGet: {path: \"/a\\\";}\", port: 9200}}")),
    Case(
      "a probe of another host", [],
      tls(container: "readinessProbe: {httpGet: {host: example.com, port: 9200}}")),
    Case("a probe elsewhere", [], tls(container: "readinessProbe: {httpGet: {port: 80}}")),
    Case("a command", [], tls(container: "readinessProbe: {exec: {command: [check]}}")),
    Case(
      "a probe with gRPC",
      ["\(container).startupProbe.grpc: speaks without TLS to port 9200"],
      tls(container: "startupProbe: {grpc: {port: 9200}}")),
    Case(
      "a probe that only connects",
      ["\(container).readinessProbe.tcpSocket: succeeds as soon as pattern \"tls\" "],
      tls(container: "readinessProbe: {tcpSocket: {port: 9200}}")),
    Case(
      "a hook", [], tls(container: "lifecycle: {postStart: {httpGet: {port: 9200}}}")),
    Case(
      "probes of the port that only the pod itself can reach, by number and by name",
      [
        "\(container).startupProbe.grpc: asks port 9201 at the pod's address",
        "\(container).livenessProbe.tcpSocket: asks port 9201 at the pod's address",
        "\(container).ports[0].containerPort: container \"web\" declares port 9201",
      ],
      tls(
        container: "ports: [{name: http, containerPort: 9201}], readinessProbe: {httpGet: {port: http}}, "
          + "startupProbe: {grpc: {port: 9201}}, livenessProbe: {tcpSocket: {port: http}}")),
  ]

  static let listeningCases: [Case] = [
    Case(
      "nothing tells the application to listen elsewhere",
      ["spec.patterns[0].application: nothing tells container \"web\" to listen on 127.0.0.1:9201 alone"],
      Manifest.app(patterns: ConflictTests.tls)),
    Case(
      "the template tells it",
      [], Manifest.app(container: "args: [\"--listen=localhost:9201\"]", patterns: ConflictTests.tls)),
    Case(
      "the node's network", ["spec.workload.template.spec.hostNetwork: every process of the node can reach"],
      tls(pod: "hostNetwork: true")),
  ]

  static let serviceCases: [Case] = [
    Case(
      "a port without a name beside an added one",
      [
        "spec.workload.service.ports[0]: has no name, which a Service with several ports needs: it gets "
          + "the name \"https\""
      ],
      tls(
        service: "{ports: [{port: 443, targetPort: 9200}]}",
        more: "  - {name: m, adapter: {prometheusExporter: {preset: redis}}}")),
    Case(
      "a port without a name that leads elsewhere",
      [
        "spec.workload.service.ports[0]: has no name, which a Service with several ports needs: it gets "
          + "the name \"udp-53\""
      ],
      Manifest.app(
        service: "{ports: [{port: 53, protocol: UDP}]}",
        patterns: "  - {name: m, adapter: {prometheusExporter: {preset: redis}}}")),
    Case(
      "no port leads to TLS",
      ["spec.workload.service.ports: no port leads to port 9200, where pattern \"tls\" ends TLS"],
      tls(service: "{ports: [{port: 80}]}")),
    Case(
      "a port leads past TLS",
      [
        "spec.workload.service.ports: no port leads to port 9200",
        "spec.workload.service.ports[0]: leads to port 9201, past pattern \"tls\"",
      ],
      tls(service: "{ports: [{port: 80, targetPort: 9201}]}")),
    Case(
      "a port leads to TLS by the name of the added port", [], tls(service: "{ports: [{port: 443, targetPort: https}]}")
    ),
    Case(
      "a name that no port has",
      [
        "spec.workload.service.ports[0].targetPort: no container of the pod has a port named \"nope\"",
        "spec.workload.service.ports: no port leads to port 9200",
      ],
      tls(service: "{ports: [{port: 80, targetPort: nope}]}")),
  ]

  static let otherCases: [Case] = [
    Case(
      "a parameter that not every kubelet allows",
      ["spec.patterns[0].init.sysctl[net.core.somaxconn]: is not among the sysctls that every kubelet allows"],
      Manifest.app(
        patterns:
          """
            - name: k
              init: {sysctl: {net.core.somaxconn: "1024", net.ipv4.tcp_syncookies: "1", vm.swappiness: "1"}}
          """
      )),
    Case(
      "annotations that the template has",
      [
        "spec.patterns[0].adapter.prometheusExporter.port: pattern \"m\" would annotate the pods with "
      ],
      """
      apiVersion: podpattern.dev/v1alpha1
      kind: PodPattern
      metadata: {name: app}
      spec:
        workload:
          template:
            metadata: {annotations: {prometheus.io/port: "80"}}
            spec: {containers: [{name: web, image: w}]}
        patterns:
        - {name: m, adapter: {prometheusExporter: {preset: redis}}}
      """),
    Case(
      "arguments that a pattern replaces",
      [
        "spec.patterns[0].application.args: pattern \"s\" replaces the whole args of container \"web\" "
          + "(\(container).args)"
      ],
      Manifest.app(
        container: "args: [a]", patterns: "  - {name: s, sidecar: {container: {image: s}}, application: {args: [b]}}")),
    Case(
      "an exporter that would speak plain HTTP to the TLS port",
      [
        "spec.patterns[1].adapter.prometheusExporter.applicationPort: the exporter of pattern \"m\" would "
          + "speak plain HTTP"
      ],
      tls(more: "  - {name: m, adapter: {prometheusExporter: {preset: elasticsearch, applicationPort: 9200}}}")),
  ]
}
