import JSONTree

@testable import KubernetesClient

/// Objects of which two managers want different values in the same fields.
enum ConflictingManifest {
  static let all: [(APIResource, @Sendable (String) -> JSON)] = [
    (.deployments, deployment), (.services, service), (.configMaps, configMap),
  ]

  /// The fields that the server names, in its own words, sorted.
  static let fields: [String: [String]] = [
    "Deployment": [
      ".metadata.annotations.example.com/team.a", ".metadata.labels.example.com/part", ".spec.replicas",
      #".spec.template.spec.containers[name="app"].args"#,
      #".spec.template.spec.containers[name="app"].env[name="-.x"].value"#,
      #".spec.template.spec.containers[name="app"].env[name="http.port"].value"#,
      #".spec.template.spec.containers[name="app"].image"#,
      #".spec.template.spec.containers[name="app"].ports[containerPort=9200,protocol="TCP"].name"#,
      #".spec.template.spec.containers[name="app"].readinessProbe.httpGet.path"#,
      #".spec.template.spec.containers[name="app"].resources.limits.example.com/device"#,
      #".spec.template.spec.containers[name="app"].volumeMounts[mountPath="/a \"b\", c=\\d]/é\u00a0"].name"#,
    ],
    "Service": [
      #".spec.ports[port=9114,protocol="TCP"].name"#, #".spec.ports[port=9114,protocol="TCP"].targetPort"#,
      #".spec.ports[port=9114,protocol="UDP"].targetPort"#,
    ],
    "ConfigMap": [".data..hidden", ".data.app.properties"],
  ]

  @Sendable private static func deployment(_ value: String) -> JSON {
    let number: JSON = value == "another" ? 1 : 0
    let name: JSON = value == "another" ? "a" : "b"
    return [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["annotations": ["example.com/team.a": .string(value)], "labels": ["example.com/part": name]],
      "spec": [
        "replicas": number, "selector": ["matchLabels": ["app": "app"]],
        "template": [
          "metadata": ["labels": ["app": "app"]],
          "spec": [
            "containers": [
              [
                "name": "app", "image": name, "args": [name], "ports": [["containerPort": 9200, "name": name]],
                "env": [["name": "http.port", "value": name], ["name": "-.x", "value": name]],
                "readinessProbe": ["httpGet": ["path": .string("/\(value)"), "port": 9200]],
                "resources": ["limits": ["example.com/device": name == "a" ? "1" : "2"]],
                "volumeMounts": [["mountPath": "/a \"b\", c=\\d]/é\u{a0}", "name": name]],
              ]
            ],
            "volumes": [["name": "a", "emptyDir": [:]], ["name": "b", "emptyDir": [:]]],
          ],
        ],
      ],
    ]
  }

  @Sendable private static func service(_ value: String) -> JSON {
    let name: JSON = value == "another" ? "a" : "b"
    return [
      "apiVersion": "v1", "kind": "Service",
      "spec": [
        "ports": [
          ["port": 9114, "protocol": "TCP", "name": name, "targetPort": name],
          ["port": 9114, "protocol": "UDP", "name": "udp", "targetPort": name],
        ]
      ],
    ]
  }

  @Sendable private static func configMap(_ value: String) -> JSON {
    [
      "apiVersion": "v1", "kind": "ConfigMap", "data": ["app.properties": .string(value), ".hidden": .string(value)],
    ]
  }
}
