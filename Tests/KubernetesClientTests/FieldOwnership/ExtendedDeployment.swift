import JSONTree

/// A Deployment as an API server answers with it after `kubectl apply --server-side` and an apply of `podpattern/x`, which
/// adds a container, a volume, an annotation, and to the owner's container a variable and a probe.
enum ExtendedDeployment {
  static let object: JSON = [
    "apiVersion": "apps/v1", "kind": "Deployment",
    "metadata": ["name": "app", "managedFields": [owner, extender, controller]],
    "spec": [
      "replicas": 1, "selector": ["matchLabels": ["app": "app"]],
      "template": [
        "metadata": ["annotations": ["podpattern.dev/checksum": "1"], "labels": ["app": "app"]],
        "spec": [
          "containers": [applicationContainer, addedContainer], "dnsPolicy": "ClusterFirst", "restartPolicy": "Always",
          "securityContext": [:],
          "volumes": [["name": "config", "configMap": ["name": "c", "defaultMode": 420]]],
        ],
      ],
    ],
  ]

  /// The pod template as the owner wants it, with what the server filled in.
  static let ownersTemplate: JSON = [
    "metadata": ["labels": ["app": "app"]],
    "spec": [
      "containers": [
        [
          "name": "app", "image": "i", "imagePullPolicy": "Always", "env": [["name": "A", "value": "a"]],
          "ports": [["containerPort": 80, "protocol": "TCP"]], "resources": [:],
        ]
      ],
      "dnsPolicy": "ClusterFirst", "restartPolicy": "Always", "securityContext": [:],
    ],
  ]

  private static let applicationContainer: JSON = [
    "name": "app", "image": "i", "imagePullPolicy": "Always",
    "env": [["name": "A", "value": "a"], ["name": "http.port", "value": "9201"]],
    "livenessProbe": [
      "failureThreshold": 3, "httpGet": ["path": "/x", "port": 90, "scheme": "HTTP"], "periodSeconds": 10,
      "successThreshold": 1, "timeoutSeconds": 1,
    ],
    "ports": [["containerPort": 80, "protocol": "TCP"]], "resources": [:],
  ]

  private static let addedContainer: JSON = [
    "name": "proxy", "image": "p", "imagePullPolicy": "Always", "ports": [["containerPort": 9200, "protocol": "TCP"]],
    "resources": [:], "volumeMounts": [["mountPath": "/etc/proxy", "name": "config"]],
  ]

  private static let owner = entry(
    "kubectl", "Apply",
    [
      "f:spec": [
        "f:selector": [:],
        "f:template": [
          "f:metadata": ["f:labels": ["f:app": [:]]],
          "f:spec": [
            "f:containers": [
              #"k:{"name":"app"}"#: [
                ".": [:], "f:env": [#"k:{"name":"A"}"#: [".": [:], "f:name": [:], "f:value": [:]]], "f:image": [:],
                "f:name": [:],
                "f:ports": [#"k:{"containerPort":80,"protocol":"TCP"}"#: [".": [:], "f:containerPort": [:]]],
              ]
            ]
          ],
        ],
      ]
    ])

  private static let extender = entry(
    "podpattern/x", "Apply",
    [
      "f:spec": [
        "f:template": [
          "f:metadata": ["f:annotations": ["f:podpattern.dev/checksum": [:]]],
          "f:spec": [
            "f:containers": [
              #"k:{"name":"app"}"#: [
                ".": [:], "f:env": [#"k:{"name":"http.port"}"#: [".": [:], "f:name": [:], "f:value": [:]]],
                "f:livenessProbe": ["f:httpGet": ["f:path": [:], "f:port": [:]]], "f:name": [:],
              ],
              #"k:{"name":"proxy"}"#: [
                ".": [:], "f:image": [:], "f:name": [:],
                "f:ports": [#"k:{"containerPort":9200,"protocol":"TCP"}"#: [".": [:], "f:containerPort": [:]]],
                "f:volumeMounts": [#"k:{"mountPath":"/etc/proxy"}"#: [".": [:], "f:mountPath": [:], "f:name": [:]]],
              ],
            ],
            "f:volumes": [#"k:{"name":"config"}"#: [".": [:], "f:configMap": ["f:name": [:]], "f:name": [:]]],
          ],
        ]
      ]
    ])

  private static let controller = entry(
    "kube-controller-manager", "Update", subresource: "status",
    [
      "f:metadata": ["f:annotations": [".": [:], "f:deployment.kubernetes.io/revision": [:]]],
      "f:status": ["f:observedGeneration": [:]],
    ])

  private static func entry(
    _ manager: String, _ operation: String, subresource: JSON? = nil, _ fields: JSON
  ) -> JSON {
    var entry: JSON = [
      "apiVersion": "apps/v1", "fieldsType": "FieldsV1", "fieldsV1": fields, "manager": .string(manager),
      "operation": .string(operation), "time": "2026-11-21T17:54:32Z",
    ]
    entry["subresource"] = subresource
    return entry
  }
}
