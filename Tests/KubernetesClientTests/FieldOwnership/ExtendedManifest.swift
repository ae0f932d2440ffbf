import JSONTree

/// A Deployment as its owner writes it, and what another manager adds to it.
enum ExtendedManifest {
  static let owners: JSON = [
    "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "app"],
    "spec": [
      "replicas": 0, "selector": ["matchLabels": ["app": "app"]],
      "template": [
        "metadata": ["labels": ["app": "app"]],
        "spec": [
          "containers": [
            [
              "name": "app", "image": "app:1", "env": [["name": "A", "value": "a"]], "ports": [["containerPort": 9200]],
              "volumeMounts": [["name": "data", "mountPath": "/data"]],
            ]
          ],
          "volumes": [["name": "data", "emptyDir": [:]]],
        ],
      ],
    ],
  ]

  /// What is added.
  ///
  /// - Parameter hasProbe: whether the owner's container gets a probe, too. A server of version 1.20 leaves what it filled in
  ///   when the probe is given back, and refuses that as an invalid probe.
  static func addition(hasProbe: Bool) -> JSON {
    var container = applicationContainer
    if hasProbe { container["livenessProbe"] = ["httpGet": ["path": "/", "port": 9201]] }
    return addition(to: container)
  }

  private static func addition(to container: JSON) -> JSON {
    [
      "apiVersion": "apps/v1", "kind": "Deployment",
      "metadata": ["annotations": ["example.com/extended": "true"]],
      "spec": [
        "template": [
          "metadata": ["annotations": ["example.com/checksum.a": "1"]],
          "spec": [
            "containers": [container, addedContainer],
            "initContainers": [["name": "prepare", "image": "prepare", "command": ["true"]]],
            "volumes": [["name": "config", "configMap": ["name": "config"]], ["name": "scratch", "emptyDir": [:]]],
          ],
        ]
      ],
    ]
  }

  static func withChangedImage(_ spec: JSON?) -> JSON? {
    var spec = spec
    guard case .array(var containers)? = spec?["template", "spec"]?["containers"] else { return spec }
    containers[0]["image"] = "app:2"
    spec?["template"]?["spec"]?["containers"] = .array(containers)
    return spec
  }

  private static let applicationContainer: JSON = [
    "name": "app",
    "env": [
      ["name": "http.port", "value": "9201"],
      ["name": "POD", "valueFrom": ["fieldRef": ["fieldPath": "metadata.name"]]],
    ],
    "volumeMounts": [["name": "scratch", "mountPath": "/a \"quoted\" [path]/é"]],
  ]

  private static let addedContainer: JSON = [
    "name": "proxy", "image": "proxy", "ports": [["containerPort": 9443, "protocol": "TCP"]],
    "readinessProbe": ["tcpSocket": ["port": 9443]], "volumeMounts": [["name": "config", "mountPath": "/etc/proxy"]],
    "resources": ["limits": ["memory": "64Mi"]], "securityContext": ["runAsNonRoot": true],
  ]
}
