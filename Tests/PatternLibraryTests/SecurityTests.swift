import JSONTree
import TestSupport
import Testing

@testable import PatternLibrary

/// What the added containers may do.
@Suite("Security")
struct SecurityTests {
  /// Every use case, once.
  private static let everything = Manifest.app(
    pod: "volumes: [{name: settings, configMap: {name: settings}}]",
    patterns: """
        - {name: tls, ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}}
        - {name: jwt, ambassador: {jwtAuthentication: {listenPort: 8080, applicationPort: 8081, issuer: i, jwks: {secret: k}}}}
        - {name: tunnel, ambassador: {tunnel: {listenPort: 3306, tls: {host: h, port: 1, clientCertificateSecret: c}}}}
        - {name: sql, ambassador: {tunnel: {listenPort: 5432, cloudSQL: {instance: "p:r:i"}}}}
        - {name: es, adapter: {prometheusExporter: {preset: elasticsearch}}}
        - {name: redis, adapter: {prometheusExporter: {preset: redis}}}
        - {name: nginx, adapter: {prometheusExporter: {preset: nginx}}}
        - {name: pg, adapter: {prometheusExporter: {preset: postgres}}}
        - {name: jmx, adapter: {prometheusExporter: {preset: jmx}}}
        - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}
        - {name: loki, sidecar: {logStream: {directory: /more, files: [a], destination: {loki: {host: loki}}}}}
        - {name: cache, sidecar: {redisCache: {port: 6380}}}
        - {name: reload, sidecar: {configReload: {volumes: [settings], http: {port: 80}}}}
        - name: vault
          sidecar:
            vaultAgent: {address: "https://vault", role: r, directory: /v, files: [{path: p, secret: s}]}
        - name: secrets
          init:
            vaultSecrets: {address: "https://vault", role: r, directory: /s, files: [{path: p, secret: s}]}
        - {name: fetch, init: {fetch: {directory: /f, objects: [{source: "s3://a/b", path: b}]}}}
        - {name: c1, ambassador: {container: {image: c}}}
        - {name: c2, adapter: {container: {image: c}}}
        - {name: c3, sidecar: {container: {image: c}}}
        - {name: c4, init: {container: {image: c}}}
      """)

  @Test("every added container passes the level \"restricted\" and more", arguments: [true, false])
  func restricted(nativeSidecars: Bool) throws {
    let composed = try Composed(Self.everything, nativeSidecars ? .test : .plain)
    let added = [
      "tls", "jwt", "tunnel", "sql", "es", "redis", "nginx", "pg", "jmx", "logs", "loki", "cache", "reload", "vault",
      "vault-init", "secrets", "fetch", "c1", "c2", "c3", "c4",
    ]
    for name in added {
      let container = try composed.container(name)
      #expect(PodSecurity.violations(container) == [], "\(name)")
      #expect(PodSecurity.missing(container, serves: container["ports"] != nil) == [], "\(name)")
    }
    #expect(PodSecurity.violations(try composed.container("web")) != [], "the rules find nothing")
  }

  @Test("the one exception is a kernel parameter of the node")
  func sysctl() throws {
    let composed = try Composed(
      Manifest.app(patterns: "  - {name: k, init: {sysctl: {vm.swappiness: \"1\", vm.max_map_count: \"2\"}}}"))
    let container = try composed.container("k")
    #expect(PodSecurity.violations(container).contains("privileged"))
    #expect(PodSecurity.missing(container, serves: false) == [])
    #expect(container["command"] == ["sysctl", "-w", "vm.max_map_count=2", "vm.swappiness=1"])
  }

  struct Fragment: Sendable {
    let said: JSON
    let pod: JSON
    let result: JSON
  }

  @Test(
    "a user's own security context is only completed",
    arguments: [
      Fragment(
        said: [:], pod: [:],
        result: [
          "allowPrivilegeEscalation": false, "capabilities": ["drop": ["ALL"]], "readOnlyRootFilesystem": true,
          "runAsNonRoot": true, "runAsUser": 65534, "seccompProfile": ["type": "RuntimeDefault"],
        ]),
      Fragment(
        said: ["readOnlyRootFilesystem": false, "capabilities": ["add": ["CHOWN"]]], pod: ["runAsUser": 1000],
        result: [
          "allowPrivilegeEscalation": false, "capabilities": ["add": ["CHOWN"], "drop": ["ALL"]],
          "readOnlyRootFilesystem": false, "runAsNonRoot": true, "seccompProfile": ["type": "RuntimeDefault"],
        ]),
      Fragment(
        said: ["runAsUser": 0, "capabilities": ["drop": ["KILL"]], "seccompProfile": ["type": "Unconfined"]], pod: [:],
        result: [
          "allowPrivilegeEscalation": false, "capabilities": ["drop": ["KILL"]], "readOnlyRootFilesystem": true,
          "runAsUser": 0, "seccompProfile": ["type": "Unconfined"],
        ]),
      Fragment(
        said: ["privileged": true], pod: [:], result: ["privileged": true, "readOnlyRootFilesystem": true]),
      Fragment(
        said: ["capabilities": ["add": ["SYS_ADMIN"], "drop": ["KILL"]], "runAsUser": 5], pod: ["runAsUser": 0],
        result: [
          "capabilities": ["add": ["SYS_ADMIN"], "drop": ["KILL"]], "readOnlyRootFilesystem": true,
          "runAsNonRoot": true,
          "runAsUser": 5, "seccompProfile": ["type": "RuntimeDefault"],
        ]),
    ])
  func restricting(_ fragment: Fragment) {
    #expect(Security.restricting(fragment.said, podContext: fragment.pod) == fragment.result)
  }

  @Test(
    "the log sidecar runs as the application's user, unless that is root",
    arguments: [
      ("securityContext: {runAsUser: 1000, runAsGroup: 2000}", "", 1000, 2000),
      ("", "securityContext: {runAsUser: 1001}", 1001, nil),
      ("securityContext: {runAsUser: 0}", "securityContext: {runAsUser: 1001}", 65534, 65534),
      ("", "", 65534, 65534),
    ] as [(String, String, Int64, Int64?)])
  func logUser(container: String, pod: String, user: Int64, group: Int64?) throws {
    let composed = try Composed(
      Manifest.app(
        container: container, pod: pod,
        patterns: "  - {name: logs, sidecar: {logStream: {directory: /logs, files: [a]}}}"))
    let context = try composed.container("logs")["securityContext"]
    #expect(context?["runAsUser"]?.integer == user)
    #expect(context?["runAsGroup"]?.integer == group)
  }
}
