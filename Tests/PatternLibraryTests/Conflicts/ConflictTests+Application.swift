// What patterns want of the application.

extension ConflictTests {
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
}
