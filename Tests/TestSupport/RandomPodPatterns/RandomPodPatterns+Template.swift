import JSONTree

// The application of a random PodPattern: its pod template, its Service, and what patterns change of it.

extension RandomPodPatterns {
  mutating func template() -> JSON {
    var application = object(
      ["name": "web", "image": "example.com/web:1"],
      optional: [
        "env": [["name": "OWN", "value": "1"]], "command": ["serve"], "args": ["--host", "127.0.0.1"],
        "ports": [["name": "own", "containerPort": 8080]], "readinessProbe": probe(),
        "lifecycle": ["preStop": ["httpGet": ["path": "/stop", "port": 8080]]],
        "resources": ["limits": ["memory": "1Gi"]],
      ])
    application["securityContext"] = ["runAsUser": 1000]
    application["volumeMounts"] = [["name": "settings", "mountPath": "/etc/web"]]
    var containers: [JSON] = [application]
    if chance(3) {
      containers.append(["name": "second", "image": "example.com/second:1", "ports": [["containerPort": 8090]]])
    }
    if chance(4) { containers.reverse() }
    var spec: JSON = [
      "containers": .array(containers),
      "volumes": [["name": "settings", "configMap": ["name": "settings"]], ["name": "data", "emptyDir": [:]]],
    ]
    if chance(3) { spec["initContainers"] = [["name": "prepare", "image": "example.com/prepare:1"]] }
    if chance(3) { spec["nodeSelector"] = ["disk": "fast"] }
    if chance(4) { spec["securityContext"] = ["fsGroup": 1000] }
    return object(
      ["spec": spec], optional: ["metadata": ["labels": ["team": "a"], "annotations": ["example.com/b": "c"]]])
  }

  mutating func service() -> JSON {
    let ports: [JSON] = [
      ["name": "web", "port": 80, "targetPort": 8080], ["name": "other", "port": 81, "protocol": "UDP"],
    ]
    return object(
      ["ports": .array(chance(2) ? ports : [ports[0]])],
      optional: ["clusterIP": "None", "labels": ["a": "b"], "annotations": ["a": "b"]])
  }

  mutating func probe() -> JSON {
    pick([
      ["httpGet": ["path": "/up", "port": 8080], "periodSeconds": 5], ["tcpSocket": ["port": 8080]],
      ["exec": ["command": ["true"]]], ["httpGet": ["path": "/up?x=1", "port": .integer(20001)]],
    ])
  }

  /// - Parameter taken: the fields that one pattern alone can give, and has given.
  mutating func application(_ taken: inout Set<String>) -> JSON {
    let number = number()
    var changes = object(
      [:],
      optional: [
        "env": [
          ["name": "VAR_\(number)", "value": "127.0.0.1"], ["name": "REF_\(number)", "valueFrom": Self.secretKey],
        ],
        "volumeMounts": [["name": "data", "mountPath": "/data/\(number)"]],
        "files": [
          ["path": "/files/\(number)/a", "configMap": "files", "key": "a"],
          ["path": "/files/\(number)/b/c", "secret": "files", "key": "c"],
        ],
      ])
    let alone: [(String, JSON)] = [
      ("command", ["other"]), ("args", ["--other"]), ("startupProbe", probe()), ("readinessProbe", probe()),
      ("livenessProbe", probe()),
    ]
    for (field, value) in alone where chance(4) && taken.insert(field).inserted { changes[field] = value }
    return changes
  }

  private static let secretKey: JSON = ["secretKeyRef": ["name": "s", "key": "k"]]
}
