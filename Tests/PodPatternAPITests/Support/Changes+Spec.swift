// Changes of the specification's own fields, of the metadata and of the workload.

import JSONTree

extension Change {
  static let spec: [Change] = [
    Change("spec.suspend", "yes", #"spec.suspend: Invalid value: "yes": must be a boolean, not a string"#),
    Change("spec.suspend", nil),
    Change(
      "spec.deletionPolicy", "Keep",
      #"spec.deletionPolicy: Unsupported value: "Keep": supported values: "Delete", "Orphan""#),
    Change("spec.workload", nil, "spec: Required value: exactly one of workload, target must be set"),
    Change("spec.workload", [], "spec.workload: Invalid value: []: must be an object, not an array"),
    Change(
      "spec.application", "My_App",
      """
      spec.application: Invalid value: "My_App": must be a DNS label: lower-case letters, digits and '-', beginning \
      and ending with a letter or digit
      """),
    Change("spec.patterns", nil),
    Change("spec.patterns", []),
    Change(
      "spec.patterns", ["tls": [:]], #"spec.patterns: Invalid value: {"tls":{}}: must be an array, not an object"#),
    Change(
      "spec.target", ["kind": "Deployment", "name": "search"],
      #"spec: Invalid value: ["workload","target"]: exactly one of workload, target must be set"#),
    Change(
      "spec.conflictPolicy", "Fail", #"spec.conflictPolicy: Invalid value: "Fail": conflictPolicy needs target"#),
    Change("spec.restart", "2026-11-21T10:00:00Z"),
    Change(
      "spec.restart", "two words",
      #"spec.restart: Invalid value: "two words": must be printable ASCII characters without spaces"#),
    Change(
      "spec.restart", "", #"spec.restart: Invalid value: "": must be printable ASCII characters without spaces"#),
    Change(
      "spec.nonsense", 1,
      """
      spec.nonsense: Unknown field: known fields are application, conflictPolicy, deletionPolicy, patterns, restart, serviceAccountName, suspend, \
      target, workload
      """),
  ]

  static let metadata: [Change] = [
    Change("metadata", nil, "metadata: Required value"),
    Change("metadata.name", nil, "metadata.name: Required value"),
    Change(
      "metadata.name", "Search",
      """
      metadata.name: Invalid value: "Search": must be a DNS label: lower-case letters, digits and '-', beginning and \
      ending with a letter or digit
      """),
    Change("metadata.name", .string(String(repeating: "a", count: 63))),
    Change(
      "metadata.name", .string(String(repeating: "a", count: 64)),
      "metadata.name: Too long: may not be longer than 63"),
    Change(
      "metadata.name", "1search",
      """
      metadata.name: Invalid value: "1search": metadata.name must begin with a letter, since the Service takes its \
      name
      """
    ),
    Change("metadata.name", 1, "metadata.name: Invalid value: 1: must be a string (in quotes), not an integer"),
  ]

  static let workload: [Change] = [
    Change("spec.workload.replicas", -1, "spec.workload.replicas: Invalid value: -1: must be between 0 and 2147483647"),
    Change("spec.workload.replicas", 0),
    Change("spec.workload.replicas", 2.0),
    Change(
      "spec.workload.replicas", 1.5, "spec.workload.replicas: Invalid value: 1.5: must be an integer, not a number"),
    Change(
      "spec.workload.minReadySeconds", 60,
      #"""
      spec.workload: Invalid value: {"minReadySeconds":60,"progressDeadlineSeconds":60}: progressDeadlineSeconds \#
      (default 600) must be greater than minReadySeconds
      """#
    ),
    Change(
      "spec.workload.progressDeadlineSeconds", 0,
      "spec.workload.progressDeadlineSeconds: Invalid value: 0: must be between 1 and 2147483647"),
    Change(
      "spec.workload.strategy", "Recreate",
      #"spec.workload.strategy: Invalid value: "Recreate": must be an object, not a string"#),
    Change("spec.workload.template", nil, "spec.workload.template: Required value"),
    Change("spec.workload.template", ["metadata": [:]], "spec.workload.template.spec: Required value"),
    Change("spec.workload.template.spec", [:], "spec.workload.template.spec.containers: Required value"),
    Change(
      "spec.workload.template.spec.containers", "none",
      #"spec.workload.template.spec.containers: Invalid value: "none": must be an array, not a string"#),
    Change(
      "spec.workload.template.spec.containers", [],
      "spec.workload.template.spec.containers: Required value: must not be empty"),
    Change(
      "spec.workload.template.spec.containers[0].name", nil,
      "spec.workload.template.spec.containers[0].name: Required value"),
    Change(
      "spec.workload.template.spec.containers[0].name", "other",
      #"spec.workload.template.spec.containers[1]: Duplicate value: {"name":"other"}"#),
    Change("spec.workload.template.spec.containers[0].anything", ["else": 1]),
    Change("spec.workload.template.spec.anything", ["else": 1]),
    Change(
      "spec.workload.template.spec.volumes[0].name", nil,
      "spec.workload.template.spec.volumes[0].name: Required value"),
    Change("spec.workload.nodes", 1, "spec.workload.nodes: Unknown field: known fields are minReadySeconds, …"),
  ]

  static let service: [Change] = [
    Change("spec.workload.service", nil),
    Change("spec.workload.service.ports", nil, "spec.workload.service.ports: Required value"),
    Change("spec.workload.service.ports", [], "spec.workload.service.ports: Required value: must not be empty"),
    Change("spec.workload.service.ports", [["port": 80]]),
    Change(
      "spec.workload.service.ports[0].port", 0,
      "spec.workload.service.ports[0].port: Invalid value: 0: must be between 1 and 65535"),
    Change(
      "spec.workload.service.ports[0].protocol", "tcp",
      #"spec.workload.service.ports[0].protocol: Unsupported value: "tcp": supported values: "TCP", "UDP", "SCTP""#),
    Change(
      "spec.workload.service.ports[1]", ["name": "x", "port": 443, "protocol": "TCP"],
      #"spec.workload.service.ports[1]: Duplicate value: {"port":443,"protocol":"TCP"}"#),
    Change("spec.workload.service.ports[1]", ["name": "x", "port": 443, "protocol": "UDP"]),
    Change(
      "spec.workload.service.ports[1].name", nil,
      "spec.workload.service.ports: Invalid value: …: each port must have a name where there are several"),
    Change(
      "spec.workload.service.ports[1].name", "https",
      "spec.workload.service.ports: Invalid value: …: the names of the ports must differ"),
    Change(
      "spec.workload.service.ports[0].targetPort", 70000,
      "spec.workload.service.ports[0].targetPort: Invalid value: 70000: must be between 1 and 65535"),
    Change("spec.workload.service.ports[0].targetPort", "9200-tcp"),
    Change(
      "spec.workload.service.ports[0].targetPort", "9200",
      """
      spec.workload.service.ports[0].targetPort: Invalid value: "9200": must be the name of a container's port: \
      lower-case letters, digits and single '-', with at least one letter
      """),
    Change(
      "spec.workload.service.ports[0].targetPort", true,
      "spec.workload.service.ports[0].targetPort: Invalid value: true: must be an integer or a string, not a boolean"),
    Change("spec.workload.service.ports[0].appProtocol", "kubernetes.io/h2c"),
    Change(
      "spec.workload.service.type", "ExternalName",
      """
      spec.workload.service.type: Unsupported value: "ExternalName": supported values: "ClusterIP", "NodePort", \
      "LoadBalancer"
      """),
    Change(
      "spec.workload.service.type", nil,
      "spec.workload.service.ports: Invalid value: …: nodePort needs the type NodePort or LoadBalancer"),
    Change(
      "spec.workload.service.clusterIP", "10.0.0.1",
      #"spec.workload.service.clusterIP: Unsupported value: "10.0.0.1": supported values: "None""#),
    Change(
      "spec.workload.service.clusterIP", "None",
      #"""
      spec.workload.service: Invalid value: {"clusterIP":"None","type":"LoadBalancer"}: a headless Service \#
      (clusterIP: None) must have the type ClusterIP
      """#
    ),
    Change("spec.workload.service.labels", ["example.com/a_b.c": ""]),
    Change(
      "spec.workload.service.labels", ["a b": "x"],
      """
      spec.workload.service.labels[a b]: Invalid value: "a b": must be a qualified name: letters, digits, '-', '_' and \
      '.', optionally after a DNS subdomain and '/'
      """),
    Change(
      "spec.workload.service.labels", ["a": "x y"],
      """
      spec.workload.service.labels.a: Invalid value: "x y": must be a label value: letters, digits, '-', '_' and '.', \
      beginning and ending with a letter or digit
      """),
  ]
}
