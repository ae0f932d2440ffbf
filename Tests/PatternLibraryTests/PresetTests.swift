import JSONTree
import Testing

/// What an exporter is given for each preset, where the flags of the pinned image are the only thing to compare with.
@Suite("Presets of exporters")
struct PresetTests {
  struct Preset: Sendable, CustomTestStringConvertible {
    let name: String
    let port: Int64
    let arguments: [String]
    var testDescription: String { name }
  }

  // mysqld_exporter 0.20, percona/mongodb_exporter 0.53, memcached_exporter 0.16: their own `--help`.
  @Test(
    "get the flags that their programs have",
    arguments: [
      Preset(
        name: "mysql", port: 9104,
        arguments: [
          "--mysqld.address=127.0.0.1:3306", "--mysqld.username=exporter", "--web.listen-address=:9104",
          "--web.telemetry-path=/metrics",
        ]),
      Preset(
        name: "mongodb", port: 9216,
        arguments: [
          "--mongodb.uri=mongodb://127.0.0.1:27017", "--collector.diagnosticdata", "--collector.replicasetstatus",
          "--collector.dbstats", "--web.listen-address=:9216", "--web.telemetry-path=/metrics",
        ]),
      Preset(
        name: "memcached", port: 9150,
        arguments: [
          "--memcached.address=127.0.0.1:11211", "--web.listen-address=:9150", "--web.telemetry-path=/metrics",
        ]),
      Preset(name: "jmx", port: 9404, arguments: ["9404", "/etc/podpattern/jmx.yaml"]),
    ])
  func flags(_ preset: Preset) throws {
    let container = try Composed(Self.manifest("preset: \(preset.name)")).container("m")
    #expect(container["args"] == .array(preset.arguments.map(JSON.string)))
    #expect(container["ports"]?.array?.first?["containerPort"]?.integer == preset.port)
  }

  @Test("a flag of the user's takes the place of the preset's")
  func override() throws {
    let container = try Composed(Self.manifest("preset: mysql, args: [--mysqld.username=monitor]")).container("m")
    let arguments = container.commandLine.filter { $0.hasPrefix("--mysqld.username") }
    #expect(arguments == ["--mysqld.username=monitor"])
  }

  @Test(
    "the JMX exporter asks the port of JMX, not the one behind a front, and reads its configuration from a ConfigMap")
  func jmx() throws {
    let composed = try Composed(
      Manifest.app(
        container: "args: [127.0.0.1]",
        patterns: ConflictTests.tls + "\n  - {name: m, adapter: {prometheusExporter: {preset: jmx}}}"))
    let configMap = try #require(composed.objects.first { $0["metadata", "name"] == "app-m" })
    let text = try #require(configMap["data", "jmx.yaml"]?.string)
    #expect(
      try YAML.parse(Array(text.utf8)) == [["hostPort": "127.0.0.1:9999", "rules": [["pattern": ".*"]]]])
    let mount = try composed.container("m")["volumeMounts"]?.array?.first
    #expect(mount == ["name": "m-config", "mountPath": "/etc/podpattern", "readOnly": true])
    #expect(try composed.names("volumes").contains("m-config"))
    #expect(try composed.template["metadata", "annotations", "podpattern.dev/config-checksum"] != nil)
  }

  static func manifest(_ fields: String, service: String? = nil) -> String {
    Manifest.app(
      service: service, patterns: "  - {name: m, adapter: {prometheusExporter: {\(fields)}}}")
  }
}
