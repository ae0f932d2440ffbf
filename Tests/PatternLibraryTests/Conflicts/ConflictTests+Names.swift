// Names of containers and volumes.

extension ConflictTests {
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
}
