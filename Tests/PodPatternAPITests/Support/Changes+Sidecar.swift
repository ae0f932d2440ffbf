// Changes of the sidecars, but for the destinations of logs.

import JSONTree

extension Change {
  private static let logs = "spec.patterns[2].sidecar.logStream"
  private static let redis = "spec.patterns[5].sidecar.redisCache"
  private static let reload = "spec.patterns[6].sidecar.configReload"
  private static let secrets = "spec.patterns[7].sidecar.vaultAgent"

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
}
