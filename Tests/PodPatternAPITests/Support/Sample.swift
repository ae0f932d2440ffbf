// A manifest that uses every field of the resource, and ways to change one of them.

import JSONTree
import PodPatternAPI
import TestSupport
import Testing

enum Sample {
  /// Each field of the specification at least once.
  static let complete = """
    apiVersion: podpattern.dev/v1alpha1
    kind: PodPattern
    metadata: {name: search, namespace: shop, labels: {team: search}}
    spec:
      suspend: true
      deletionPolicy: Orphan
      application: search
      workload:
        replicas: 3
        strategy: {type: Recreate}
        minReadySeconds: 5
        progressDeadlineSeconds: 60
        revisionHistoryLimit: 2
        template:
          metadata: {labels: {team: search}}
          spec:
            containers: [{name: search, image: "example.com/search:1"}, {name: other, image: "example.com/other:1"}]
            initContainers: [{name: prepare, image: "example.com/prepare:1"}]
            volumes: [{name: data, emptyDir: {}}]
        service:
          type: LoadBalancer
          labels: {team: search}
          annotations: {example.com/note: "any\\ntext"}
          ports:
          - {name: https, port: 443, targetPort: 9200, nodePort: 30443, appProtocol: https}
          - {name: dns, port: 53, protocol: UDP, targetPort: dns-udp}
      patterns:
      - name: tls
        ambassador:
          tlsTermination:
            listenPort: 9200
            applicationPort: 9201
            protocol: HTTP
            certificateSecret: search-tls
            clientCA: {secret: search-clients, key: ca.crt}
            clientSubjectHeader: X-Client
            serverName: "*.example.com"
            image: example.com/nginx:1
            resources: {limits: {memory: 64Mi}}
        application:
          env: [{name: http.port, value: "9201"}, {name: SECRET, valueFrom: {secretKeyRef: {name: s, key: k}}}]
          command: [/bin/search]
          args: ["--quote='\\"$\\n"]
          volumeMounts: [{name: data, mountPath: /data, readOnly: true}]
          files:
          - {path: /etc/search/log.properties, configMap: search-logging, key: log.properties}
          - {path: /etc/search/password, secret: search-login, key: password}
          startupProbe: {tcpSocket: {port: 9201}}
          readinessProbe: {httpGet: {path: /, port: 9201}, periodSeconds: 5}
          livenessProbe: {exec: {command: [check]}}
      - name: metrics
        adapter:
          prometheusExporter:
            preset: elasticsearch
            image: example.com/exporter:1@sha256:0123
            port: 9114
            applicationPort: 9201
            path: /metrics/all
            monitor: {kind: ServiceMonitor, labels: {release: prometheus}, interval: 30s}
            args: [--es.all]
            env: [{name: A, value: b}]
            resources: {}
      - name: logs
        sidecar:
          logStream:
            directory: /var/log/search
            files: [server.json, gc/gc.log]
            image: example.com/busybox:1
            resources: {}
      - name: kernel
        init: {sysctl: {vm.max_map_count: "262144", net/ipv4/ip_local_port_range: "1024 65535"}}
      - name: custom
        init:
          container: {name: fetch, image: "example.com/fetch:1", volumeMounts: [{name: cache, mountPath: /cache}]}
          volumes: [{name: cache, emptyDir: {}}]
      - name: cache
        sidecar:
          redisCache:
            port: 6380
            maxMemory: 1Gi
            evictionPolicy: volatile-ttl
            image: example.com/redis:1
            resources: {}
      - name: reload
        sidecar:
          configReload:
            volumes: [data]
            http: {port: 9201, path: /-/reload, method: GET}
            image: example.com/busybox:1
            resources: {}
      - name: secrets
        sidecar:
          vaultAgent:
            address: https://vault.example.com:8200
            role: search
            authPath: auth/kubernetes-west
            namespace: team/search
            audience: vault
            certificateAuthority: {configMap: vault-ca, key: ca.crt}
            directory: /vault/secrets
            files:
            - {path: password, secret: secret/data/search, field: password}
            - {path: all.json, template: "{{ with secret \\"a\\" }}${x}{{ end }}\\n"}
            image: example.com/vault:1
            resources: {}
            prePopulate: false
      - name: fetch
        init:
          fetch:
            directory: /models
            objects:
            - {source: "s3://models/large/model-1.bin", path: model.bin, \
    sha256: "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}
            - {source: "https://example.com/model.json", path: model.json}
            s3: {endpoint: "https://minio.storage:9000", region: eu-central-1, credentialsSecret: s3}
            gcsCredentialsSecret: gcs
            httpsCredentialsSecret: web
            sizeLimit: 10Gi
            image: example.com/rclone:1
            resources: {}
      - name: tokens
        ambassador:
          jwtAuthentication:
            listenPort: 8080
            applicationPort: 8081
            issuer: https://accounts.example.com
            audiences: [shop, "/projects/1/apps/shop"]
            jwks: {uri: "https://accounts.example.com:8443/keys.json", certificateAuthority: {secret: ca, key: ca.crt}}
            fromHeaders: [{name: Authorization, prefix: "Bearer "}]
            claimsToHeaders: [{header: X-User, claim: sub}]
            unauthenticatedPaths: [/healthz, /public/*]
            forwardOriginalToken: true
            healthPort: 15021
            image: example.com/envoy:1
            resources: {}
      - name: more-tokens
        ambassador:
          jwtAuthentication:
            {listenPort: 8082, applicationPort: 8083, issuer: me, jwks: {configMap: keys, key: own.json}}
      - name: redis
        ambassador:
          tunnel:
            listenPort: 6379
            tls:
              host: redis.example.com
              port: 6380
              serverName: cache.example.com
              certificateAuthority: {configMap: redis-ca, key: ca.crt}
              clientCertificateSecret: redis-client
              alpnProtocols: [redis]
            healthPort: 15022
            image: example.com/envoy:1
            resources: {}
      - name: database
        ambassador:
          tunnel:
            listenPort: 5432
            cloudSQL: {instance: "my-project:europe-west1:orders", addressType: Private, iamAuthentication: true}
      - name: schema
        init:
          migrate:
            container: {image: "example.com/migrate:1", volumeMounts: [{name: sql, mountPath: /sql}]}
            volumes: [{name: sql, configMap: {name: sql}}]
            mode: OncePerVersion
            backoffLimit: 0
            activeDeadlineSeconds: 600
      - name: logs-to-loki
        sidecar:
          logStream:
            directory: /var/log/audit
            files: [audit.log]
            destination:
              loki:
                host: loki.monitoring
                port: 3100
                tls: {certificateAuthority: {configMap: ca, key: ca.crt}, clientCertificateSecret: client}
                tokenSecret: loki
                tenant: search
                labels: {team: search}
      - name: logs-to-http
        sidecar: {logStream: {directory: /var/log/h, files: [h], destination: {http: {host: h, path: /in, basicAuthSecret: b}}}}
      - name: logs-to-es
        sidecar: {logStream: {directory: /var/log/e, files: [e], destination: {elasticsearch: {host: e, index: logs-app}}}}
      - name: logs-to-fluentd
        sidecar: {logStream: {directory: /var/log/f, files: [f], destination: {forward: {host: f, port: 24225, sharedKeySecret: s}}}}
      - name: logs-to-kafka
        sidecar:
          logStream:
            directory: /var/log/k
            files: [k]
            destination: {kafka: {brokers: ["k:9092"], topic: logs, tls: {}, basicAuthSecret: k, saslMechanism: PLAIN}}
    """

  /// A specification that extends what exists, with each field that the other has not.
  static let extending: JSON = [
    "conflictPolicy": "Force",
    "target": [
      "kind": "Rollout", "apiVersion": "argoproj.io/v1alpha1", "name": "search", "service": "search-http",
      "templatePath": "spec.podTemplate",
    ],
  ]

  /// The same manifest as a tree.
  static func manifest() throws -> JSON { try parse(complete) }

  /// The one document of a YAML text.
  static func parse(_ yaml: String) throws -> JSON { try #require(try YAML.parse(Array(yaml.utf8)).first) }

  /// The path of the pattern of a name, such as `spec.patterns[0]`.
  static func pattern(_ name: String) -> String {
    let patterns = (try? manifest())?["spec", "patterns"]?.array ?? []
    return "spec.patterns[\(patterns.firstIndex { $0["name"]?.string == name } ?? -1)]"
  }

  /// A copy of the manifest with another value at a path such as `spec.patterns[0].name`, or without any.
  static func manifest(_ path: String, _ value: JSON?, of base: JSON? = nil) throws -> JSON {
    var manifest = try base ?? manifest()
    try manifest.set(try #require(FieldPath(parsing: path)).elements[...], value)
    return manifest
  }

  /// What is wrong with a manifest, as a user reads it.
  static func problems(of manifest: JSON) -> [String] {
    do {
      if manifest["kind"]?.string == ClusterPodPattern.kind {
        _ = try ClusterPodPattern.decode(manifest)
      } else {
        _ = try PodPattern.decode(manifest)
      }
      return []
    } catch {
      return error.problems.map(\.description)
    }
  }
}

extension FieldPath {
  /// The path of a text such as `spec.patterns[1].sysctl[vm.swappiness]`.
  init?(parsing text: String) {
    var elements: [Element] = []
    for part in text.split(separator: ".", omittingEmptySubsequences: true) {
      let pieces = part.split(separator: "[", omittingEmptySubsequences: true)
      guard let key = pieces.first else { return nil }
      elements.append(.key(String(key)))
      for piece in pieces.dropFirst() {
        guard piece.last == "]", let index = Int(piece.dropLast()) else { return nil }
        elements.append(.index(index))
      }
    }
    self.init(elements)
  }
}

extension JSON {
  /// Sets the value at the end of a path; `nil` removes it.
  ///
  /// - Throws: where there is nothing at an index of the path, and nothing to remove at its end.
  mutating func set(_ path: ArraySlice<FieldPath.Element>, _ value: JSON?) throws {
    guard let first = path.first else { return }
    let rest = path.dropFirst()
    switch first {
    case .key(let key):
      if value == nil, self[key] == nil { throw TestSupportError(description: "there is no \(key) to remove") }
      guard !rest.isEmpty else { return self[key] = value }
      var member = self[key] ?? [:]
      try member.set(rest, value)
      self[key] = member
    case .index(let index):
      guard case .array(var elements) = self, elements.indices.contains(index) else {
        throw TestSupportError(description: "there is no element \(index)")
      }
      if rest.isEmpty {
        if let value { elements[index] = value } else { elements.remove(at: index) }
      } else {
        try elements[index].set(rest, value)
      }
      self = .array(elements)
    }
  }
}
