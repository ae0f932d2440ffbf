import JSONTree
import KubernetesClient
import PodPatternAPI
import PodPatternOperator
import TestSupport
import Testing

extension TestNamespace {
  func key(_ name: String) -> ObjectKey { ObjectKey(namespace: self.name, name: name) }

  /// Applies a manifest as `kubectl apply --server-side` of its user would, into this namespace.
  @discardableResult
  func apply(_ manifest: JSON, to resource: APIResource = .podPatterns) async throws -> JSON {
    var object = manifest
    object["metadata"]?["namespace"] = .string(name)
    let objectName = manifest["metadata", "name"]?.string ?? ""
    return try await admin.apply(
      resource, key(objectName), object, options: ApplyOptions(fieldManager: "user", force: true))
  }

  /// The object, or `nil` where there is none.
  func find(_ resource: APIResource, _ name: String) async throws -> JSON? {
    do {
      return try await admin.get(resource, key(name))
    } catch  where error.isNotFound {
      return nil
    }
  }

  /// A condition of a PodPattern, once its status is about the present generation.
  func condition(_ type: String, of name: String) async throws -> JSON? {
    guard let object = try await find(.podPatterns, name),
      object["status", "observedGeneration"] == object["metadata", "generation"]
    else { return nil }
    return object["status", "conditions"]?.array?.first { $0["type"]?.string == type }
  }

  /// Waits until a condition of a PodPattern has a reason.
  @discardableResult
  func waitFor(_ type: String, reason: String, of name: String) async throws -> JSON {
    do {
      return try await eventually("condition \(type) of \(name) has reason \(reason)") {
        let condition = try await self.condition(type, of: name)
        return condition?["reason"]?.string == reason ? condition : nil
      }.value
    } catch {
      let status = try await find(.podPatterns, name)?["status"]?.serializedString()
      throw TestSupportError(description: "\(error); its status is \(status ?? "none")")
    }
  }
}

extension TestNamespace {
  /// The events about a PodPattern.
  func events(of name: String) async throws -> [JSON] {
    let events = APIResource(group: "events.k8s.io", version: "v1", kind: "Event", plural: "events")
    var found: [JSON] = []
    for try await page in admin.list(events, namespace: self.name) { found += page.items }
    return found.filter {
      $0["regarding", "name"]?.string == name && $0["regarding", "kind"]?.string == PodPattern.kind
    }
  }

  /// Waits until there is an event about a PodPattern with a reason, and a text in its note.
  @discardableResult
  func waitForEvent(_ reason: String, of name: String, note: String = "") async throws -> JSON {
    try await eventually("there is an event \(reason) of \(name) with “\(note)”") {
      try await events(of: name).first {
        $0["reason"]?.string == reason && (note.isEmpty || $0["note"]?.string?.contains(note) == true)
      }
    }.value
  }
}

/// Manifests that the tests start from.
enum Sample {
  /// An application with a Service and a log sidecar; becomes a Deployment and a Service.
  static func application(_ name: String = "web", patterns: [JSON] = [logs]) -> JSON {
    [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": [
        "workload": [
          "template": ["spec": ["containers": [["name": "web", "image": "example.com/web:1"]]]],
          "service": ["ports": [["name": "http", "port": 80, "targetPort": 8080]]],
        ],
        "patterns": .array(patterns),
      ],
    ]
  }

  /// A PodPattern or a Deployment with no replica, so that the real Deployment controller has rolled it out at once: there
  /// is no node here.
  static func withoutPods(_ manifest: JSON) -> JSON {
    var manifest = manifest
    if manifest["kind"] == "Deployment" { manifest["spec"]?["replicas"] = 0 }
    if manifest["spec"]?["workload"] != nil { manifest["spec"]?["workload"]?["replicas"] = 0 }
    return manifest
  }

  /// An object that is not the operator's, under a name that the application with ``tls`` needs.
  static func foreign(_ resource: APIResource, name: String? = nil) -> JSON {
    let contents: [APIResource: JSON] = [
      // Without pods: for those of its predecessor, the controller of old servers lets a Job of the same name wait.
      .jobs: [
        "spec": [
          "parallelism": 0,
          "template": [
            "spec": ["restartPolicy": "Never", "containers": [["name": "other", "image": "example.com/other:1"]]]
          ],
        ]
      ],
      .services: ["spec": ["ports": [["port": 1, "protocol": "TCP"]]]],
      .serviceMonitors: ["spec": ["selector": [:], "endpoints": []]],
      .podMonitors: ["spec": ["selector": [:], "podMetricsEndpoints": []]],
      .deployments: [
        "spec": [
          "replicas": 0, "selector": ["matchLabels": ["app": "other"]],
          "template": [
            "metadata": ["labels": ["app": "other"]],
            "spec": ["containers": [["name": "other", "image": "example.com/other:1"]]],
          ],
        ]
      ],
    ]
    var object = contents[resource] ?? ["data": ["key": "value"]]
    object["apiVersion"] = .string(resource.apiVersion)
    object["kind"] = .string(resource.kind)
    let names: [APIResource: String] = [
      .configMaps: "web-tls", .serviceMonitors: "web-smon", .podMonitors: "web-pmon",
    ]
    object["metadata"] = ["name": .string(name ?? names[resource] ?? "web")]
    return object
  }

  /// An exporter that the Prometheus Operator finds by an object of a kind.
  static func metrics(_ name: String, port: Int64, monitor: JSON) -> JSON {
    let exporter: JSON = ["image": "example.com/exporter:1", "port": .integer(port), "monitor": monitor]
    return ["name": .string(name), "adapter": ["prometheusExporter": exporter]]
  }

  static let logs: JSON = [
    "name": "logs", "sidecar": ["logStream": ["directory": "/var/log/web", "files": ["access.log"]]],
  ]

  /// A pattern that needs a ConfigMap.
  static let tls: JSON = [
    "name": "tls",
    "ambassador": ["tlsTermination": ["listenPort": 8080, "applicationPort": 8081, "certificateSecret": "web-tls"]],
    "application": ["env": [["name": "LISTEN", "value": "127.0.0.1:8081"]]],
  ]
}
