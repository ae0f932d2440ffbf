// Places in a container that more than one wants.

extension ConflictTests {
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
}
