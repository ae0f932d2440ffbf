// Changes of the patterns: 0 tls, 1 metrics, 2 logs, 3 kernel, 4 custom, 5 cache, 6 reload, 7 secrets, 8 fetch; others by
// their names.

import JSONTree

extension Change {
  private static let files = "spec.patterns[0].application.files"

  static let unions: [Change] = [
    Change(
      "spec.patterns[0].ambassador", nil,
      "spec.patterns[0]: Required value: exactly one of ambassador, adapter, sidecar, init must be set"),
    Change(
      "spec.patterns[0].init", ["sysctl": ["vm.swappiness": "1"]],
      """
      spec.patterns[0]: Invalid value: ["ambassador","init"]: exactly one of ambassador, adapter, sidecar, init must \
      be set
      """),
    Change(
      "spec.patterns[0].ambassador", [:],
      "spec.patterns[0].ambassador: Required value: exactly one of tlsTermination, jwtAuthentication, tunnel, container must be set"
    ),
    Change(
      "spec.patterns[1].adapter", [:],
      "spec.patterns[1].adapter: Required value: exactly one of prometheusExporter, container must be set"),
    Change(
      "spec.patterns[2].sidecar", [:],
      "spec.patterns[2].sidecar: Required value: exactly one of logStream, redisCache, configReload, vaultAgent, container must be set"
    ),
    Change(
      "spec.patterns[3].init", [:],
      "spec.patterns[3].init: Required value: exactly one of sysctl, vaultSecrets, fetch, migrate, container must be set"
    ),
    Change(
      "spec.patterns[4].init.sysctl", ["vm.swappiness": "1"],
      """
      spec.patterns[4].init: Invalid value: ["sysctl","container"]: exactly one of sysctl, vaultSecrets, fetch, migrate, container must \
      be set
      """),
    Change(
      "spec.patterns[3].init.mount", "/a",
      "spec.patterns[3].init.mount: Unknown field: known fields are container, fetch, migrate, sysctl, vaultSecrets, volumes"
    ),
    Change(
      "spec.patterns[3].init.volumes", [["name": "a"]],
      """
      spec.patterns[3].init.volumes: Invalid value: [{"name":"a"}]: volumes can only be set together with container
      """),
    Change("spec.patterns[4].init.volumes", nil),
    Change(
      "spec.patterns[4].init.volumes", [[:]], "spec.patterns[4].init.volumes[0].name: Required value"),
    Change("spec.patterns[4].init.container.name", nil),
    Change("spec.patterns[4].init.container.image", nil, "spec.patterns[4].init.container.image: Required value"),
    Change("spec.patterns[4].init.container.anything", ["else": 1]),
    Change("spec.patterns[1].name", "tls", #"spec.patterns[1]: Duplicate value: {"name":"tls"}"#),
    Change("spec.patterns[0].name", nil, "spec.patterns[0].name: Required value"),
  ]

  static let application: [Change] = [
    Change("spec.patterns[0].application", nil),
    Change("spec.patterns[0].application", [:]),
    Change(
      "spec.patterns[0].application.env[0].name", nil, "spec.patterns[0].application.env[0].name: Required value"),
    Change(
      "spec.patterns[0].application.env[0].value", 9201,
      "spec.patterns[0].application.env[0].value: Invalid value: 9201: must be a string (in quotes), not an integer"),
    Change(
      "spec.patterns[0].application.env[1].name", "http.port",
      #"spec.patterns[0].application.env[1]: Duplicate value: {"name":"http.port"}"#),
    Change(
      "spec.patterns[0].application.command", "search",
      #"spec.patterns[0].application.command: Invalid value: "search": must be an array, not a string"#),
    Change(
      "spec.patterns[0].application.image", "x",
      "spec.patterns[0].application.image: Unknown field: known fields are args, command, env, files, livenessProbe, readinessProbe, startupProbe, volumeMounts"
    ),
    Change("\(files)[0].path", nil, "\(files)[0].path: Required value"),
    Change(
      "\(files)[0].path", "etc/log",
      """
      \(files)[0].path: Invalid value: "etc/log": must be an absolute path without '.', '..', a doubled or a final '/', \
      such as '/etc/app/logging.properties'
      """),
    Change("\(files)[0].key", nil, "\(files)[0].key: Required value"),
    Change(
      "\(files)[0].secret", "a",
      #"\#(files)[0]: Invalid value: ["configMap","secret"]: exactly one of configMap, secret must be set"#),
    Change(
      "\(files)[1].path", "/etc/search/log.properties",
      #"\#(files)[1]: Duplicate value: {"path":"/etc/search/log.properties"}"#),
    Change(
      "spec.patterns[0].application.volumeMounts[0].name", nil,
      "spec.patterns[0].application.volumeMounts[0].name: Required value"),
    Change(
      "spec.patterns[0].application.volumeMounts[0].mountPath", "a:b",
      """
      spec.patterns[0].application.volumeMounts[0].mountPath: Invalid value: "a:b": must be an absolute path without \
      '.', '..', a doubled or a final '/', such as '/var/log/app'
      """),
    Change(
      "spec.patterns[0].application.startupProbe", [:],
      """
      spec.patterns[0].application.startupProbe: Required value: exactly one of httpGet, tcpSocket, grpc, exec must be set
      """),
    Change("spec.patterns[0].application.startupProbe.anything", ["else": 1]),
  ]

  static let all =
    spec + metadata + workload + service + target + unions + application + ambassador + adapter + sidecar
    + redisCache + configReload + vault + fetch + migrate + initialize
    + mutualTLS + jwtAuthentication + tunnel + logDestination + policy
}
