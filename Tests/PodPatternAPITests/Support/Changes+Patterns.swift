// Changes of the patterns: 0 tls, 1 metrics, 2 logs, 3 kernel, 4 custom, 5 cache, 6 reload, 7 secrets, 8 fetch; others by
// their names.

import JSONTree

extension Change {
  private static let tls = "spec.patterns[0].ambassador.tlsTermination"
  private static let files = "spec.patterns[0].application.files"
  private static let exporter = "spec.patterns[1].adapter.prometheusExporter"
  private static let logs = "spec.patterns[2].sidecar.logStream"
  private static let redis = "spec.patterns[5].sidecar.redisCache"
  private static let reload = "spec.patterns[6].sidecar.configReload"
  private static let secrets = "spec.patterns[7].sidecar.vaultAgent"
  private static let fetched = "spec.patterns[8].init.fetch"
  private static let migration = "\(Sample.pattern("schema")).init.migrate"
  private static let sysctl = "spec.patterns[3].init.sysctl"

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

  static let ambassador: [Change] = [
    Change("\(tls).listenPort", nil, "\(tls).listenPort: Required value"),
    Change("\(tls).listenPort", 70000, "\(tls).listenPort: Invalid value: 70000: must be between 1024 and 65535"),
    Change("\(tls).listenPort", 443, "\(tls).listenPort: Invalid value: 443: must be between 1024 and 65535"),
    Change("\(tls).listenPort", 1024),
    Change("\(tls).listenPort", "9200", "\(tls).listenPort: Invalid value: \"9200\": must be an integer, not a string"),
    Change(
      "\(tls).listenPort", 9201,
      "\(tls).listenPort: Invalid value: 9201: listenPort and applicationPort must differ"),
    Change("\(tls).applicationPort", 80),
    Change("\(tls).applicationPort", 0, "\(tls).applicationPort: Invalid value: 0: must be between 1 and 65535"),
    Change("\(tls).certificateSecret", nil, "\(tls).certificateSecret: Required value"),
    Change("\(tls).certificateSecret", "tls.example.com"),
    Change(
      "\(tls).certificateSecret", "../tls",
      """
      \(tls).certificateSecret: Invalid value: "../tls": must be a DNS subdomain: lower-case letters, digits, '-' and \
      '.', beginning and ending with a letter or digit
      """),
    Change("\(tls).serverName", nil),
    Change(
      "\(tls).serverName", "a;}",
      """
      \(tls).serverName: Invalid value: "a;}": must be a DNS name in lower case, such as 'www.example.com' or \
      '*.example.com'
      """),
    Change("\(tls).resources", nil),
    Change(
      "\(tls).protocol", "UDP",
      "\(tls).protocol: Unsupported value: \"UDP\": supported values: \"HTTP\", \"GRPC\", \"TCP\""
    ),
    Change("\(tls).protocol", "GRPC"),
    Change("\(tls).protocol", nil),
    Change(
      "\(tls).protocol", "TCP",
      "\(tls).clientSubjectHeader: Invalid value: \"X-Client\": clientSubjectHeader needs the protocol HTTP or GRPC",
      "\(tls).serverName: Invalid value: \"*.example.com\": serverName needs the protocol HTTP or GRPC"),
    Change("\(tls).clientCa", "x", "\(tls).clientCa: Unknown field: known fields are applicationPort, …"),
  ]

  static let mutualTLS: [Change] =
    [
      Change(
        "\(tls).clientCA", nil,
        "\(tls).clientSubjectHeader: Invalid value: \"X-Client\": clientSubjectHeader needs clientCA"),
      Change(
        "\(tls).clientCA", "x", "\(tls).clientCA: Invalid value: \"x\": must be an object, not a string"),
      Change(
        "\(tls).clientCA.configMap", "a",
        #"\#(tls).clientCA: Invalid value: ["configMap","secret"]: exactly one of configMap, secret must be set"#),
      Change("\(tls).clientCA", ["configMap": "clients", "key": ".bundle_1-2.pem"]),
      Change(
        "\(tls).clientCA.key", "..x",
        """
        \(tls).clientCA.key: Invalid value: "..x": must be a key of a ConfigMap or Secret: letters, digits, '-', '_' and \
        '.', not beginning with '..'
        """),
      Change(
        "\(tls).clientSubjectHeader", "Host",
        """
        \(tls).clientSubjectHeader: Invalid value: "Host": must be the name of a header that begins with 'X-': letters, \
        digits and single '-', such as 'X-Client-Subject'
        """),
    ]
    + ["X-Forwarded-For", "x-real-ip", "X-ENVOY-x"].map { header in
      Change(
        "\(tls).clientSubjectHeader", .string(header),
        """
        \(tls).clientSubjectHeader: Invalid value: "\(header)": clientSubjectHeader must not be a header that proxies use \
        for the origin of a request
        """)
    }

  static let adapter: [Change] = [
    Change(
      exporter, [:], "\(exporter): Required value: one of preset, image must be set",
      "\(exporter).port: Required value: port must be set without a preset"),
    Change(exporter, ["preset": "redis"]),
    Change(
      exporter, ["image": "a"], "\(exporter).port: Required value: port must be set without a preset"),
    Change(exporter, ["image": "a", "port": 9100]),
    Change(
      "\(exporter).preset", "oracle",
      """
      \(exporter).preset: Unsupported value: "oracle": supported values: "elasticsearch", "redis", "postgres", "mysql", \
      "mongodb", "nginx", "memcached", "jmx"
      """),
    Change("\(exporter).preset", "mysql"),
    Change(
      "\(exporter).preset", "jmx",
      "\(exporter).path: Invalid value: \"/metrics/all\": path cannot be set with the preset jmx"),
    Change("\(exporter).monitor", ["kind": "PodMonitor"]),
    Change("\(exporter).monitor.kind", nil, "\(exporter).monitor.kind: Required value"),
    Change(
      "\(exporter).monitor.kind", "Probe",
      #"\#(exporter).monitor.kind: Unsupported value: "Probe": supported values: "ServiceMonitor", "PodMonitor""#),
    Change(
      "\(exporter).monitor.interval", "0s",
      #"\#(exporter).monitor.interval: Invalid value: "0s": must be a duration such as '30s' or '1m'"#),
    Change(
      "\(exporter).monitor.labels", ["a b": "c"],
      """
      \(exporter).monitor.labels[a b]: Invalid value: "a b": must be a qualified name: letters, digits, '-', '_' and '.', \
      optionally after a DNS subdomain and '/'
      """),
    Change("\(exporter).port", 100, "\(exporter).port: Invalid value: 100: must be between 1024 and 65535"),
    Change("\(exporter).port", 9201, "\(exporter).port: Invalid value: 9201: port and applicationPort must differ"),
    Change(
      "\(exporter).path", "metrics",
      "\(exporter).path: Invalid value: \"metrics\": must be a path that begins with '/', such as '/metrics'"),
    Change(
      "\(exporter).image", "a b",
      """
      \(exporter).image: Invalid value: "a b": must be the reference of an image, such as \
      'registry.example.com/team/app:1.2.3'
      """),
  ]

  static let sidecar: [Change] =
    [
      Change("\(logs).directory", nil, "\(logs).directory: Required value"),
      Change("\(logs).directory", "/"),
      Change("\(logs).directory", "/var/../etc"),
      Change("\(logs).directory", "/var/./log"),
      Change("\(logs).directory", "/var//log"),
      Change("\(logs).directory", "/var/log/"),
      Change("\(logs).directory", "var/log"),
      Change("\(logs).directory", "/var/$(HOME)"),
    ].map { change in
      change.value == nil
        ? change
        : Change(
          change.path, change.value,
          """
          \(change.path): Invalid value: \(change.value?.serializedString() ?? ""): must be an absolute path without \
          '.', '..', a doubled or a final '/', such as '/var/log/app'
          """)
    } + [
      Change("\(logs).directory", "/home/.app/log-1_2"),
      Change("\(logs).files", nil, "\(logs).files: Required value"),
      Change("\(logs).files", [], "\(logs).files: Required value: must not be empty"),
      Change("\(logs).files", ["a", "b", "a"], "\(logs).files[2]: Duplicate value: \"a\""),
      Change(
        "\(logs).files", .array((0..<17).map { .string("f\($0)") }),
        "\(logs).files: Too long: may not be longer than 16: must have at most 16 elements, not 17"),
    ]
    + ["../a", "/a", "a/", "a/../b", "-x", "+5", "", ".", "a b", "a*"].map { file in
      Change(
        "\(logs).files", [.string(file)],
        """
        \(logs).files[0]: Invalid value: "\(file)": must be a path inside the directory, without '.', '..' or a '/' at \
        either end, such as 'app.log'
        """)
    }

  static let redisCache: [Change] =
    [
      Change(redis, [:]),
      Change("\(redis).port", 379, "\(redis).port: Invalid value: 379: must be between 1024 and 65535"),
      Change(
        "\(redis).evictionPolicy", "lru",
        """
        \(redis).evictionPolicy: Unsupported value: "lru": supported values: "allkeys-lru", "allkeys-lfu", \
        "allkeys-random", "volatile-lru", "volatile-lfu", "volatile-random", "volatile-ttl", "noeviction"
        """),
      Change("\(redis).maxMemory", "9999999Gi"),
    ]
    + ["64", "64M", "0Mi", "1.5Gi", "64Ki", "64mb", "-1Mi"].map { text in
      Change(
        "\(redis).maxMemory", .string(text),
        """
        \(redis).maxMemory: Invalid value: "\(text)": must be a whole number with the unit Mi or Gi, such as '64Mi'
        """)
    }

  static let configReload: [Change] = [
    Change("\(reload).volumes", nil, "\(reload).volumes: Required value"),
    Change("\(reload).volumes", [], "\(reload).volumes: Required value: must not be empty"),
    Change("\(reload).volumes", ["a", "a"], "\(reload).volumes[1]: Duplicate value: \"a\""),
    Change("\(reload).http", nil, "\(reload): Required value: exactly one of signal, http must be set"),
    Change(
      "\(reload).signal", ["process": "nginx"],
      #"\#(reload): Invalid value: ["signal","http"]: exactly one of signal, http must be set"#),
    Change("\(reload).http", ["port": 80]),
    Change("\(reload).http.port", nil, "\(reload).http.port: Required value"),
    Change(
      "\(reload).http.method", "PUT",
      "\(reload).http.method: Unsupported value: \"PUT\": supported values: \"GET\", \"POST\""),
    Change(
      reload, ["volumes": ["data"], "signal": ["process": "a b", "name": "KILL"]],
      """
      \(reload).signal.process: Invalid value: "a b": must be the name of a process: at most 15 letters, digits, '-', \
      '_' and '.'
      """,
      """
      \(reload).signal.name: Unsupported value: "KILL": supported values: "HUP", "USR1", "USR2", "INT", "QUIT"
      """),
    Change(reload, ["volumes": ["data", "more"], "signal": ["process": "nginx", "name": "USR1"]]),
  ]

  static let vault: [Change] =
    [
      Change("\(secrets).role", nil, "\(secrets).role: Required value"),
      Change("\(secrets).address", "http://[::1]:8200"),
      Change("\(secrets).prePopulate", nil),
      Change("\(secrets).certificateAuthority", ["secret": "vault-ca"]),
      Change(
        "\(secrets).certificateAuthority", [:],
        "\(secrets).certificateAuthority: Required value: exactly one of configMap, secret must be set"),
      Change("\(secrets).files", [], "\(secrets).files: Required value: must not be empty"),
      Change(
        "\(secrets).files[1].path", "password", #"\#(secrets).files[1]: Duplicate value: {"path":"password"}"#),
      Change(
        "\(secrets).files[0].secret", nil,
        "\(secrets).files[0]: Required value: exactly one of secret, template must be set",
        "\(secrets).files[0].field: Invalid value: \"password\": field can only be set together with secret"),
      Change("\(secrets).files[0].field", nil),
      Change(
        "\(secrets).files[0].field", "my-password",
        """
        \(secrets).files[0].field: Invalid value: "my-password": must be a name of letters, digits and '_', not beginning \
        with a digit; use a template for any other
        """),
      Change(
        "spec.patterns[3].init",
        [
          "vaultSecrets": [
            "address": "https://vault:8200", "role": "app", "directory": "/secrets",
            "files": [["path": "a", "secret": "a/b"]],
          ]
        ]),
    ]
    + ["vault:8200", "ftp://vault", "https://", "https://vault/v1", "https://u@vault", "https://vault:x"].map { text in
      Change(
        "\(secrets).address", .string(text),
        """
        \(secrets).address: Invalid value: "\(text)": must be an address such as 'https://vault.vault:8200'
        """)
    }

  static let fetch: [Change] =
    [
      Change("\(fetched).directory", nil, "\(fetched).directory: Required value"),
      Change("\(fetched).objects", nil, "\(fetched).objects: Required value"),
      Change(
        "\(fetched).objects[1].path", "model.bin", #"\#(fetched).objects[1]: Duplicate value: {"path":"model.bin"}"#),
      Change("\(fetched).objects[0].source", "gs://models/a(1)/~b@c"),
      Change("\(fetched).s3", nil),
      Change("\(fetched).s3", [:]),
      Change(
        "\(fetched).objects[0].sha256", "E3B0",
        "\(fetched).objects[0].sha256: Invalid value: \"E3B0\": must be 64 lower-case hexadecimal digits"),
    ]
    + [
      "http://a/b", "s3://a", "s3://a/", "s3:a/b", "file:///etc/passwd", "https://a/b?c", "https://u p@a/b", "s3:///a",
    ]
    .map { text in
      Change(
        "\(fetched).objects[0].source", .string(text),
        """
        \(fetched).objects[0].source: Invalid value: "\(text)": must be s3://bucket/key, gs://bucket/key or \
        https://host/path, of letters, digits and '-_.~!@+=,:()'
        """)
    }

  static let migrate: [Change] = [
    Change("\(migration).container.image", nil, "\(migration).container.image: Required value"),
    Change("\(migration).volumes", nil),
    Change(
      "\(migration).mode", nil,
      "\(migration).mode: Required value: backoffLimit and activeDeadlineSeconds need the mode OncePerVersion"),
    Change(
      "\(migration).mode", "EachPod",
      """
      \(migration).mode: Invalid value: "EachPod": backoffLimit and activeDeadlineSeconds need the mode OncePerVersion
      """),
    Change(
      "\(migration).mode", "Once",
      "\(migration).mode: Unsupported value: \"Once\": supported values: \"EachPod\", \"OncePerVersion\""),
    Change("\(migration).backoffLimit", -1, "\(migration).backoffLimit: Invalid value: -1: must be between 0 and 100"),
  ]

  static let initialize: [Change] = [
    Change(sysctl, [:], "\(sysctl): Required value: must not be empty"),
    Change(
      sysctl, ["vm.swappiness": 1],
      "\(sysctl)[vm.swappiness]: Invalid value: 1: must be a string (in quotes), not an integer"),
    Change(
      sysctl, ["vm.x;": "1"],
      """
      \(sysctl)[vm.x;]: Invalid value: "vm.x;": must be the name of a kernel parameter, such as 'vm.max_map_count'
      """),
    Change(
      sysctl, ["a": "1\n2"],
      """
      \(sysctl).a: Invalid value: "1\\n2": must be one line of letters, digits, spaces and '%+,./:=@_|-', such as \
      '262144'
      """),
  ]

  static let all =
    spec + metadata + workload + service + unions + application + ambassador + adapter + sidecar
    + redisCache + configReload + vault + fetch + migrate + initialize
    + mutualTLS + jwtAuthentication + tunnel + logDestination
}
