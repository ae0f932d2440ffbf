import JSONTree

// Each use case with more or less of its fields.

extension RandomPodPatterns {
  static let resources: JSON = [
    "requests": ["cpu": "1m", "memory": "1Mi"], "limits": ["cpu": "1", "memory": "2Gi"],
  ]
  static let authorities: [JSON] = [["secret": "ca"], ["configMap": "ca", "key": "own.crt"]]

  mutating func tlsTermination() -> JSON {
    let passesBytes = chance(3)
    var fields = object(
      ["listenPort": port(), "applicationPort": port(), "certificateSecret": "tls"],
      optional: ["clientCA": pick(Self.authorities), "image": "example.com/nginx:1", "resources": Self.resources])
    if passesBytes { fields["protocol"] = "TCP" } else if chance(2) { fields["serverName"] = "*.example.com" }
    if !passesBytes, chance(3) { fields["protocol"] = pick(["HTTP", "GRPC"]) }
    if !passesBytes, fields["clientCA"] != nil, chance(2) { fields["clientSubjectHeader"] = "X-Subject" }
    return fields
  }

  mutating func jwtAuthentication() -> JSON {
    let keys: [JSON] = [
      ["configMap": "keys", "key": "own.json"], ["secret": "keys"], ["uri": "https://example.com/keys.json"],
    ]
    return object(
      ["listenPort": port(), "applicationPort": port(), "issuer": "https://example.com", "jwks": pick(keys)],
      optional: [
        "audiences": ["a", "b"], "claimsToHeaders": [["header": "X-User", "claim": "sub"]],
        "unauthenticatedPaths": ["/healthz", "/public/*"], "forwardOriginalToken": true, "healthPort": port(),
        "fromHeaders": [["name": "X-Token", "prefix": "Token "]], "resources": Self.resources,
      ])
  }

  mutating func tunnel() -> JSON {
    let server = object(
      ["host": "db.example.com", "port": 5432],
      optional: [
        "serverName": "other.example.com", "certificateAuthority": pick(Self.authorities),
        "clientCertificateSecret": "client", "alpnProtocols": ["postgresql"],
      ])
    let instance = object(
      ["instance": "project:region:name"], optional: ["addressType": "Private", "iamAuthentication": true])
    return object(
      (["listenPort": port()] as JSONObject).merging(chance(3) ? ["cloudSQL": instance] : ["tls": server]) { $1 },
      optional: ["healthPort": port(), "resources": Self.resources])
  }

  mutating func prometheusExporter() -> JSON {
    let presets: [JSON] = ["elasticsearch", "redis", "postgres", "mysql", "mongodb", "nginx", "memcached", "jmx"]
    var fields = object(
      ["port": port()],
      optional: [
        "applicationPort": 8080, "args": ["--more"], "env": [["name": "A", "value": "b"]],
        "resources": Self.resources, "monitor": monitor(),
      ])
    if chance(4) { fields["image"] = "example.com/exporter:1" } else { fields["preset"] = pick(presets) }
    if fields["preset"] != "jmx", chance(2) { fields["path"] = "/figures" }
    return fields
  }

  private mutating func monitor() -> JSON {
    object(
      ["kind": hasService ? pick(["ServiceMonitor", "PodMonitor"]) : "PodMonitor"],
      optional: ["labels": ["release": "a"], "interval": "30s"])
  }

  mutating func redisCache() -> JSON {
    object(
      ["port": port()],
      optional: ["maxMemory": "96Mi", "evictionPolicy": "volatile-ttl", "resources": Self.resources])
  }

  mutating func configReload() -> JSON {
    let request = object(["port": 8080], optional: ["path": "/reload", "method": "GET"])
    return object(
      (["volumes": ["settings"]] as JSONObject).merging(
        chance(2) ? ["signal": object(["process": "web"], optional: ["name": "USR1"])] : ["http": request]
      ) { $1 }, optional: ["resources": Self.resources])
  }

  mutating func vaultSecrets() -> JSON {
    let files: [JSON] = [
      ["path": "a", "secret": "secret/data/a", "field": "b"],
      ["path": "c/d", "template": "{{ with secret \"a\" }}{{ end }}"],
    ]
    return object(
      [
        "address": "https://vault:8200", "role": "r", "directory": .string("/vault/\(number())"),
        "files": .array(chance(2) ? files : [files[0]]),
      ],
      optional: [
        "authPath": "auth/west", "namespace": "team/a", "audience": "vault", "resources": Self.resources,
        "certificateAuthority": pick(Self.authorities),
      ])
  }

  mutating func fetch() -> JSON {
    let sources = ["s3://bucket/key", "gs://bucket/key", "https://example.com/file"]
    let objects = (1...Int.random(in: 1...3, using: &random)).map { index in
      object(
        ["source": .string(pick(sources)), "path": .string("file-\(index)")],
        optional: ["sha256": .string(String(repeating: "0a", count: 32))])
    }
    return object(
      ["directory": .string("/fetched/\(number())"), "objects": .array(objects)],
      optional: [
        "s3": object(["region": "a"], optional: ["credentialsSecret": "s3", "endpoint": "https://minio:9000"]),
        "gcsCredentialsSecret": "gcs", "httpsCredentialsSecret": "web", "sizeLimit": "1Gi",
        "resources": Self.resources,
      ])
  }

  mutating func sysctl() -> JSON {
    let settings: KeyValuePairs<String, JSON> = [
      "vm.swappiness": "1", "net.ipv4.tcp_syncookies": "1", "kernel.shm_rmid_forced": "1",
    ]
    return object(["vm.max_map_count": "262144"], optional: settings)
  }

  mutating func jobOfMigration() -> JSON {
    var migration = container()
    migration["mode"] = "OncePerVersion"
    if chance(2) { migration["backoffLimit"] = 0 }
    if chance(2) { migration["activeDeadlineSeconds"] = 60 }
    return migration
  }

  /// A container of the user's own that keeps to the level *restricted*, and perhaps a volume for it.
  mutating func container(serves: Bool = false) -> JSON {
    let number = number()
    let contexts: [JSON] = [
      ["runAsUser": 1000], ["readOnlyRootFilesystem": true, "capabilities": ["add": ["NET_BIND_SERVICE"]]], [:],
    ]
    var container = object(
      ["image": "example.com/own:1"],
      optional: [
        "name": .string("own-\(number)"), "command": ["run"], "securityContext": pick(contexts),
        "env": [["name": "A", "value": "b"]], "resources": Self.resources, "imagePullPolicy": "Always",
      ])
    if serves, chance(2) {
      container["ports"] = [["name": .string("own-\(number)"), "containerPort": port()]]
      container["readinessProbe"] = ["exec": ["command": ["true"]]]
    }
    guard chance(2) else { return ["container": container] }
    container["volumeMounts"] = [["name": .string("own-\(number)"), "mountPath": "/own"]]
    return ["container": container, "volumes": [["name": .string("own-\(number)"), "emptyDir": ["medium": "Memory"]]]]
  }
}
