import JSONTree
import Testing

@testable import PatternLibrary

/// Where the kubelet's questions go once a proxy has taken over the application's port.
@Suite("Probes behind a front")
struct KubeletCheckTests {
  @Test(
    "HTTP probes go to the proxy, by https, and keep everything else",
    arguments: [
      "{path: /up, port: 9200}", "{path: /up, port: 9201}", "{path: /up, port: http}",
      "{path: /up, port: 9200, scheme: HTTP}", "{path: /up, port: 9200, scheme: HTTPS}",
    ])
  func https(action: String) throws {
    let container = try application(
      "startupProbe: {periodSeconds: 7, httpGet: \(action)}, lifecycle: {preStop: {httpGet: \(action)}}")
    let expected: JSON = ["path": "/up", "port": 9200, "scheme": "HTTPS"]
    #expect(container["startupProbe"] == ["periodSeconds": 7, "httpGet": expected])
    #expect(container["lifecycle"] == ["preStop": ["httpGet": expected]])
  }

  @Test(
    "other probes stay as they are",
    arguments: [
      "{httpGet: {port: 80}}", "{httpGet: {port: 9200, host: example.com}}", "{tcpSocket: {port: 9200}}",
      "{grpc: {port: 9200}}", "{exec: {command: [a]}}", "{httpGet: {port: nowhere}}",
      "{httpGet: {path: /}}",
    ])
  func others(probe: String) throws {
    let manifest = Manifest.app(container: "livenessProbe: \(probe)", patterns: ConflictTests.tls)
    let written = try Manifest.decode(manifest).spec.workload?.template["spec", "containers"]?.array?.first
    #expect(try Composed(manifest).container("web")["livenessProbe"] == written?["livenessProbe"])
  }

  @Test("where clients need a certificate, the paths of probes are let pass, each once, and only plain ones")
  func openPaths() throws {
    let composed = try Composed(
      Manifest.app(
        container: """
          startupProbe: {httpGet: {path: /a?x=1, port: 9200}}, readinessProbe: {httpGet: {path: a, port: 9200}}, \
          livenessProbe: {httpGet: {port: 9201}}, \
          lifecycle: {postStart: {httpGet: {path: '/$x";}', port: 9200}}, preStop: {httpGet: {path: /a/../b, port: 9200}}}
          """,
        patterns: ConflictTests.tls.replacing(
          "certificateSecret: c", with: "certificateSecret: c, clientCA: {secret: a}")
      ))
    let configuration = try composed.configuration
    #expect(configuration.matches(of: /location = "(.*)" \{/).map(\.1) == ["/", "/a"])
    #expect(configuration.contains("ssl_verify_client optional;"))
  }

  @Test("without a probe there is no exception")
  func noOpenPaths() throws {
    let composed = try Composed(
      Manifest.app(
        container: "readinessProbe: {exec: {command: [a]}}",
        patterns: ConflictTests.tls.replacing(
          "certificateSecret: c", with: "certificateSecret: c, clientCA: {secret: a}")
      ))
    #expect(try composed.configuration.contains("ssl_verify_client on;"))
    #expect(try !composed.configuration.contains("location ="))
  }

  private func application(_ members: String) throws -> JSON {
    try Composed(
      Manifest.app(
        container: "ports: [{name: http, containerPort: 9201}], \(members)", patterns: ConflictTests.tls)
    ).container("web")
  }
}

extension Composed {
  /// nginx's configuration.
  var configuration: String {
    get throws { try #require(try object("ConfigMap")["data", "nginx.conf"]?.string) }
  }
}
