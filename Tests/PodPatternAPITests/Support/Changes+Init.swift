// Changes of the init patterns.

import JSONTree

extension Change {
  private static let fetched = "spec.patterns[8].init.fetch"
  private static let migration = "\(Sample.pattern("schema")).init.migrate"
  private static let sysctl = "spec.patterns[3].init.sysctl"

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
}
