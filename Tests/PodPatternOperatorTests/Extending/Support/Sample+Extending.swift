import JSONTree
import KubernetesClient
import PodPatternAPI
import TestSupport
import Testing

extension Sample {
  /// A PodPattern that extends a workload of somebody else's.
  static func extending(
    _ target: String, kind: String = "Deployment", name: String = "extension", patterns: [JSON] = [tls, logs]
  ) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": ["target": ["kind": .string(kind), "name": .string(target)], "patterns": .array(patterns)],
    ]
  }

  /// A pattern that adds a port to the Service.
  static let exporter: JSON = ["name": "metrics", "adapter": ["prometheusExporter": ["image": "e:1", "port": 9100]]]

  /// The Service before a Deployment, as somebody writes it: its only port needs no name.
  static func service(_ name: String) -> JSON {
    [
      "apiVersion": "v1", "kind": "Service", "metadata": ["name": .string(name)],
      "spec": [
        "selector": ["app": .string(name)], "ports": [["port": 80, "protocol": "TCP", "targetPort": 8080]],
      ],
    ]
  }

  /// A Deployment as somebody writes it; without pods, so that its controller has rolled it out at once.
  static func deployment(_ name: String) -> JSON {
    let labels: JSON = ["app": .string(name)]
    return [
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name), "labels": labels],
      "spec": [
        "replicas": 0, "selector": ["matchLabels": labels],
        "template": [
          "metadata": ["labels": labels],
          "spec": [
            "containers": [
              [
                "name": "web", "image": "example.com/web:1", "env": [["name": "COLOUR", "value": "blue"]],
                "ports": [["containerPort": 8080, "protocol": "TCP"]],
              ]
            ]
          ],
        ],
      ],
    ]
  }
}

extension Sample {
  /// A kind of workload beside Deployments.
  struct Kind: Sendable, CustomTestStringConvertible {
    let apiVersions: [String]
    let kind: String
    /// What its spec has beside the selector and the template.
    var spec: JSON = [:]

    var testDescription: String { kind }
    private var isCronJob: Bool { kind == "CronJob" }
    /// A CronJob's pods have to end, and so have the containers of its patterns, unless they are native sidecars.
    var patterns: [JSON] { isCronJob ? [Sample.preparation] : [Sample.logs] }
    var added: String { isCronJob ? "example.com/prepare:1" : "/var/log/web" }

    func extending(_ target: String, as resource: APIResource, name: String = "extension") -> JSON {
      var manifest = Sample.extending(target, kind: kind, name: name, patterns: patterns)
      manifest["spec"]?["target"]?["apiVersion"] = .string(resource.apiVersion)
      return manifest
    }

    func served(by client: KubernetesClient) async throws -> APIResource? {
      for apiVersion in apiVersions {
        if let resource = try await client.resource(apiVersion: apiVersion, kind: kind) { return resource }
      }
      return nil
    }

    func manifest(_ name: String, as resource: APIResource) -> JSON {
      let labels: JSON = ["app": .string(name)]
      var template: JSON = [
        "metadata": ["labels": labels], "spec": ["containers": [["name": "web", "image": "example.com/web:1"]]],
      ]
      var content = spec
      if isCronJob {
        template["spec"]?["restartPolicy"] = "Never"
        content["jobTemplate"] = ["spec": ["template": template]]
      } else {
        content["template"] = template
        content["selector"] = ["matchLabels": labels]
      }
      return [
        "apiVersion": .string(resource.apiVersion), "kind": .string(kind), "metadata": ["name": .string(name)],
        "spec": content,
      ]
    }
  }

  static let kinds = [
    Kind(apiVersions: ["apps/v1"], kind: "StatefulSet", spec: ["serviceName": "app", "replicas": 0]),
    Kind(apiVersions: ["apps/v1"], kind: "DaemonSet"),
    Kind(apiVersions: ["apps/v1"], kind: "ReplicaSet", spec: ["replicas": 0]),
    Kind(apiVersions: ["batch/v1", "batch/v1beta1"], kind: "CronJob", spec: ["schedule": "0 0 1 1 *"]),
  ]

  static let preparation: JSON = [
    "name": "prepare", "init": ["container": ["image": "example.com/prepare:1"]],
  ]
}

extension TestNamespace {
  /// The containers that somebody's Deployment has beside its own, by name.
  func helpers(of deployment: String) async throws -> [String] {
    let pod = try await find(.deployments, deployment)?["spec", "template", "spec"]
    let containers = ["containers", "initContainers"].flatMap { pod?[$0]?.array ?? [] }
    return containers.compactMap { $0["name"]?.string }.filter { $0 != "web" }.sorted()
  }
}

extension JSON {
  /// Whether some PodPattern has fields of an object.
  var isTouched: Bool {
    (self["metadata", "managedFields"]?.array ?? []).contains { $0["manager"]?.string?.hasPrefix("podpattern") == true }
  }
}
