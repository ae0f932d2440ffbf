import JSONTree
import TestSupport
import Testing

/// What a log forwarder is told, by the grammar that its documentation gives.
@Suite("Destinations of logs")
struct LogDestinationTests {
  static let tls = "tls: {certificateAuthority: {secret: ca}, clientCertificateSecret: client}"
  static let destinations = [
    "http: {host: h}", "http: {host: h, path: /in%20x, \(tls), tokenSecret: t}", "http: {host: h, basicAuthSecret: b}",
    "loki: {host: 10.0.0.1}", "loki: {host: l, \(tls), tokenSecret: t, tenant: a.b-c_d, labels: {team: x}}",
    "elasticsearch: {host: e}", "elasticsearch: {host: e, port: 443, \(tls), tokenSecret: t, index: logs-a}",
    "forward: {host: f}", "forward: {host: f, \(tls), sharedKeySecret: s}",
    "kafka: {brokers: [\"a:1\", \"b.c:2\"], topic: t}",
    "kafka: {brokers: [\"a:1\"], topic: t, \(tls), basicAuthSecret: b}",
  ]

  static func manifest(_ destination: String, directory: String = "/var/log/app", files: String = "[a.log, b/c.log]")
    -> String
  {
    Manifest.app(
      patterns:
        "  - {name: logs, sidecar: {logStream: {directory: \(directory), files: \(files), destination: {\(destination)}}}}"
    )
  }

  private func configuration(_ composed: Composed) throws -> String {
    try #require(try composed.object("ConfigMap")["data", "fluent-bit.yaml"]?.string)
  }

  @Test("each is configured by the documented grammar", arguments: destinations)
  func grammar(destination: String) throws {
    let composed = try Composed(Self.manifest(destination))
    let text = try configuration(composed)
    #expect(try FluentBitGrammar.violations(text) == [])
    if destination.contains("tls"), !destination.hasPrefix("kafka") {
      #expect(text.contains("tls.verify: \"on\"") && text.contains("tls.verify_hostname: \"on\""), "\(text)")
    }
    // Every variable that the configuration names, the container has, and every file is mounted.
    let names = Set(try composed.container("logs")["env"]?.array?.compactMap { $0["name"]?.string } ?? [])
    for part in text.split(separator: "${").dropFirst() { #expect(names.contains(String(part.prefix { $0 != "}" }))) }
    let mounts = (try composed.container("logs")["volumeMounts"]?.array ?? []).compactMap { $0["mountPath"]?.string }
    for line in text.split(separator: "\n") where line.contains("ca_file") || line.contains(".location") {
      #expect(mounts.contains { line.contains(" \($0)/") }, "\(line)")
    }
  }

  @Test("the grammar finds what is wrong")
  func grammarIsStrict() throws {
    let text = try configuration(Composed(Self.manifest("loki: {host: l}")))
    for (old, new) in [
      ("retry_limit", "retry_limits"), ("read_from_head: \"true\"", "read_from_head: sure"),
      ("name: loki", "name: lokki"), ("host: l", "host: ${HOME}"), ("pod ${POD_NAME}", "pod"),
      ("service:", "services:"),
    ] {
      #expect(text.contains(old), "\(old)")
      let found = try FluentBitGrammar.violations(text.replacing(old, with: new))
      #expect(!found.isEmpty, "\(new)")
    }
  }

  @Test("secrets come as variables from Secrets, and are in no ConfigMap")
  func secrets() throws {
    let composed = try Composed(Self.manifest("elasticsearch: {host: e, basicAuthSecret: login, tls: {}}"))
    let variables = try composed.container("logs")["env"]?.array ?? []
    #expect(
      variables.contains([
        "name": "LOG_PASSWORD", "valueFrom": ["secretKeyRef": ["name": "login", "key": "password"]],
      ]))
    #expect(composed.warnings == [])
    let plain = try Composed(Self.manifest("elasticsearch: {host: e, basicAuthSecret: login}"))
    #expect(
      plain.warnings == [
        "spec.patterns[0].sidecar.logStream.destination.elasticsearch.basicAuthSecret: crosses the network in plain text, "
          + "since tls is not set"
      ])
  }

  @Test("what is on its way is bounded, and survives the container")
  func bounds() throws {
    let composed = try Composed(Self.manifest("loki: {host: l}"))
    let volumes = try composed.template["spec", "volumes"]?.array ?? []
    #expect(volumes.contains(["name": "logs-buffer", "emptyDir": ["sizeLimit": "128Mi"]]))
    let text = try configuration(composed)
    for setting in ["storage.max_chunks_up: 16", "storage.total_limit_size: 64M", "storage.pause_on_chunks_overlimit"] {
      #expect(text.contains(setting), "\(setting)")
    }
  }

  @Test("nothing of the application changes between standard output and a destination")
  func onlyThePattern() throws {
    let streamed = try Composed(
      Manifest.app(patterns: "  - {name: logs, sidecar: {logStream: {directory: /var/log/app, files: [a.log]}}}"))
    let sent = try Composed(Self.manifest("loki: {host: l}", files: "[a.log]"))
    #expect(try streamed.container("web") == sent.container("web"))
  }

  @Test("a comma in a name, which would be taken for the end of it, is refused")
  func commas() throws {
    let found = try problems(Self.manifest("loki: {host: l}", directory: "\"/a,b\"", files: "[\"c,d\", e]"))
    #expect(found.count == 2, "\(found)")
    #expect(found.contains { $0.hasPrefix("spec.patterns[0].sidecar.logStream.directory: Invalid value: \"/a,b\"") })
    #expect(found.contains { $0.hasPrefix("spec.patterns[0].sidecar.logStream.files[0]: Invalid value: \"c,d\"") })
  }

  @Test("hostile values do not even decode", arguments: HostileValueTests.texts + ["%Y.%m", "a,b", "${LOG_TOKEN}"])
  func hostile(text: String) throws {
    let quoted = JSON.string(text).serializedString()
    // What is harmless as a name may pass; then it stands in its place, and nowhere else.
    for destination in [
      "loki: {host: l, tenant: \(quoted)}", "loki: {host: l, labels: {team: \(quoted)}}",
      "elasticsearch: {host: e, index: \(quoted)}", "kafka: {brokers: [\"a:1\"], topic: \(quoted)}",
      "http: {host: \(quoted)}",
    ] {
      guard let composed = try? Composed(Self.manifest(destination)), !composed.objects.isEmpty else { continue }
      #expect(text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) }, "\(destination)")
      #expect(try FluentBitGrammar.violations(configuration(composed)) == [])
    }
  }
}
