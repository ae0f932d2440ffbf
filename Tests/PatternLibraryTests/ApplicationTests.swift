import JSONTree
import Testing

@testable import PatternLibrary

/// What a pattern changes of the application's own container.
@Suite("Changes to the application")
struct ApplicationTests {
  private static let cache = "{name: cache, sidecar: {container: {image: c}, volumes: [{name: shared, emptyDir: {}}]}, "

  @Test("the article's logging configuration: one file at its exact path, beside the others of its directory")
  func file() throws {
    let path = "/usr/share/elasticsearch/config/log4j2.properties"
    let composed = try Composed(
      manifest("files: [{path: \(path), configMap: elasticsearch-logging, key: log4j2.properties}]"))
    let inVolume = JSON.string(String(path.dropFirst()))
    #expect(
      try composed.template["spec"]?["volumes"]?.array?.last == [
        "name": "cache-files",
        "projected": [
          "sources": [
            [
              "configMap": [
                "name": "elasticsearch-logging", "items": [["key": "log4j2.properties", "path": inVolume]],
              ]
            ]
          ]
        ],
      ])
    #expect(
      try composed.container("web")["volumeMounts"] == [
        ["name": "cache-files", "mountPath": .string(path), "subPath": inVolume, "readOnly": true]
      ])
  }

  @Test("several files share a volume, whichever objects they come from")
  func files() throws {
    let composed = try Composed(
      manifest("files: [{path: /etc/a, configMap: c, key: k}, {path: /etc/b, secret: s, key: k}]"))
    #expect(try composed.names("volumes") == ["shared", "cache-files"])
    #expect(try composed.container("web")["volumeMounts"]?.array?.count == 2)
    #expect(composed.objects.allSatisfy { $0["kind"] != "ConfigMap" }, "what is in them is nobody's to read")
  }

  @Test("a volume of the pattern's is shared with the application, and so is one of the template's")
  func volumes() throws {
    let composed = try Composed(
      manifest(
        "volumeMounts: [{name: shared, mountPath: /shared}, {name: data, mountPath: /data, readOnly: true}]",
        pod: "volumes: [{name: data, emptyDir: {}}]"))
    #expect(
      try composed.container("web")["volumeMounts"] == [
        ["name": "shared", "mountPath": "/shared"], ["name": "data", "mountPath": "/data", "readOnly": true],
      ])
  }

  @Test(
    "what cannot be is refused, at its field",
    arguments: [
      ("volumeMounts: [{name: none, mountPath: /a}]", "volumeMounts[0].name: Unsupported value: \"none\""),
      ("volumeMounts: [{name: shared, mountPath: /own/x}]", "volumeMounts[0]: Invalid value: \"/own/x\""),
      ("files: [{path: /own, configMap: c, key: k}]", "files[0].path: Invalid value: \"/own\""),
      (
        "files: [{path: /a/b, configMap: c, key: k}, {path: /a, configMap: c, key: k}]",
        "files[0].path: Invalid value: \"/a/b\": /a is a file too"
      ),
    ])
  func refused(changes: String, problem: String) throws {
    let found = try problems(
      manifest(
        changes, container: "volumeMounts: [{name: data, mountPath: /own}]",
        pod: "volumes: [{name: data, emptyDir: {}}]"
      ))
    #expect(
      found.count == 1 && found[0].hasPrefix("spec.patterns[0].application.\(problem)"), "\(found)")
  }

  @Test("a probe takes the place of the container's own, and a warning says so")
  func probes() throws {
    let composed = try Composed(
      manifest("readinessProbe: {exec: {command: [new]}}", container: "readinessProbe: {exec: {command: [old]}}"))
    #expect(try composed.container("web")["readinessProbe"] == ["exec": ["command": ["new"]]])
    #expect(
      composed.warnings == [
        "spec.patterns[0].application.readinessProbe: pattern \"cache\" replaces the whole readinessProbe of container "
          + "\"web\" (spec.workload.template.spec.containers[0].readinessProbe)"
      ])
  }

  @Test("such a probe passes a front as the container's own does, or a warning names its own field")
  func probesBehindFront() throws {
    let patterns = """
        - name: tls
          ambassador: {tlsTermination: {listenPort: 9200, applicationPort: 9201, certificateSecret: c}}
          application:
            env: [{name: HOST, value: 127.0.0.1}]
            readinessProbe: {httpGet: {path: /up, port: 9201}}
            livenessProbe: {grpc: {port: 9200}}
      """
    let composed = try Composed(
      Manifest.app(container: "readinessProbe: {tcpSocket: {port: 9201}}", patterns: patterns))
    #expect(
      try composed.container("web")["readinessProbe"] == [
        "httpGet": ["path": "/up", "port": 9200, "scheme": "HTTPS"]
      ])
    #expect(composed.warnings.count { $0.hasPrefix("spec.patterns[0].application.livenessProbe.grpc: ") } == 1)
    #expect(!composed.warnings.contains { $0.contains("tcpSocket") }, "the probe that is replaced")
  }

  @Test("two patterns cannot give it different probes")
  func conflict() throws {
    let found = try problems(
      Manifest.app(
        patterns: """
            - {name: a, sidecar: {container: {image: i}}, application: {livenessProbe: {exec: {command: [a]}}}}
            - {name: b, sidecar: {container: {image: i}}, application: {livenessProbe: {exec: {command: [b]}}}}
          """))
    #expect(found.count == 1)
    #expect(found.first?.hasPrefix("spec.patterns[1].application.livenessProbe: Invalid value") == true)
  }

  @Test("the application waits for an ambassador with a startup probe; without one a warning says so")
  func ambassador() throws {
    func warnings(_ kind: String, _ probe: String = "", _ options: CompositionOptions = .test) throws -> [String] {
      try Composed(Manifest.app(patterns: "  - {name: p, \(kind): {container: {image: i\(probe)}}}"), options).warnings
    }
    #expect(
      try warnings("ambassador").first?.hasPrefix("spec.patterns[0].ambassador.container.startupProbe: ") == true)
    #expect(try warnings("ambassador", ", startupProbe: {tcpSocket: {port: 1}}") == [])
    #expect(try warnings("ambassador", "", .plain) == [], "nothing would wait for it")
    #expect(try warnings("sidecar") == [])
  }

  private func manifest(_ changes: String, container: String = "", pod: String = "") -> String {
    Manifest.app(container: container, pod: pod, patterns: "  - \(Self.cache)application: {\(changes)}}")
  }
}
