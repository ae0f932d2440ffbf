import JSONTree
import PodPatternAPI
import Testing

@testable import PatternLibrary

/// Values that try to break out of their place in generated configuration and commands.
@Suite("Hostile values")
struct HostileValueTests {
  static let texts = [
    ";}", "a;}\nserver {", "a\nb", "a\rb", "\"", "'", "a\" b", "$host", "${X}", "$(X)", "a\u{0}b", "a b", "a\tb", "{",
    "}", "#",
    "\\", "a\\\"b", "é", "\u{202E}", "../x", "*", "*.*", "-", ".", "a..b", "`id`", "", "A;B",
    String(repeating: "a", count: 1 << 20), String(repeating: "a.", count: 200) + "a",
  ]

  @Test("none is a server name", arguments: texts)
  func serverName(_ text: String) throws {
    #expect(!NginxConfiguration.isServerName(text))
    #expect(throws: ProblemList.self) {
      try decode(["ambassador": ["tlsTermination": tls(["serverName": .string(text)])]])
    }
  }

  @Test(
    "none is the name of a Secret, or of what the application speaks", arguments: texts,
    ["certificateSecret", "protocol"])
  func name(_ text: String, field: String) {
    #expect(throws: ProblemList.self) {
      try decode(["ambassador": ["tlsTermination": tls([field: .string(text)])]])
    }
  }

  @Test("none is the name of what has the clients' authorities", arguments: texts, ["secret", "configMap"])
  func authority(_ text: String, field: String) {
    #expect(throws: ProblemList.self) {
      try decode(["ambassador": ["tlsTermination": tls(["clientCA": [field: .string(text)]])]])
    }
  }

  @Test(
    "none is the name of a key, which may have a hyphen or dots",
    arguments: texts.filter { !["-", "a..b"].contains($0) })
  func key(_ text: String) {
    #expect(throws: ProblemList.self) {
      try decode(["ambassador": ["tlsTermination": tls(["clientCA": ["secret": "a", "key": .string(text)]])]])
    }
  }

  @Test(
    "none is the header of the client's subject, nor is a header that proxies use",
    arguments: texts + ["Host", "X-Real-IP", "x-forwarded-for", "X-Envoy-Retry-On", "X_Y", "X-", "X--Y"])
  func header(_ text: String) {
    let fields: JSONObject = ["clientCA": ["secret": "ca"], "clientSubjectHeader": .string(text)]
    #expect(throws: ProblemList.self) { try decode(["ambassador": ["tlsTermination": tls(fields)]]) }
  }

  @Test(
    "server names reach the configuration in quotes", arguments: ["a", "www.example.com", "*.example.com", "a-b.c1"])
  func validServerName(_ text: String) throws {
    #expect(NginxConfiguration.isServerName(text))
    let podPattern = try decode(["ambassador": ["tlsTermination": tls(["serverName": .string(text)])]])
    guard case .success(let objects, _, _) = Composer(.test).compose(podPattern) else {
      return #expect(Bool(false), "did not compose")
    }
    let configuration = try #require(objects.first?["data", "nginx.conf"]?.string)
    #expect(configuration.contains("\n    server_name \"\(text)\";\n"))
    #expect(configuration.count { $0 == "{" } == configuration.count { $0 == "}" })
  }

  @Test(
    "what a log file may be named is one argument",
    arguments: texts.filter { $0 != "a..b" } + ["-n", "+1", "a//b", "a/", "/a", "a/../b"])
  func logFile(_ text: String) {
    #expect(throws: ProblemList.self) {
      try decode(["sidecar": ["logStream": ["directory": "/logs", "files": [.string(text)]]]])
    }
  }

  @Test(
    "what a kernel parameter may be set to is one argument",
    arguments: ["", "a\nb", "a\u{0}", "$(X)", "a;b", "`id`", "'"])
  func sysctl(_ text: String) {
    #expect(throws: ProblemList.self) { try decode(["init": ["sysctl": ["vm.swappiness": .string(text)]]]) }
    #expect(throws: ProblemList.self) { try decode(["init": ["sysctl": [text: "1"]]]) }
  }

  @Test("what an exporter serves under is a path", arguments: texts)
  func path(_ text: String) {
    #expect(throws: ProblemList.self) {
      try decode(["adapter": ["prometheusExporter": ["preset": "redis", "path": .string(text)]]])
    }
  }

  private func tls(_ members: JSONObject) -> JSON {
    let base: JSONObject = ["listenPort": 9200, "applicationPort": 9201, "certificateSecret": "c"]
    return .object(base.merging(members) { $1 })
  }

  @discardableResult
  private func decode(_ pattern: JSONObject) throws -> PodPattern {
    try PodPattern.decode([
      "apiVersion": "podpattern.dev/v1alpha1", "kind": "PodPattern", "metadata": ["name": "app"],
      "spec": [
        "workload": ["template": ["spec": ["containers": [["name": "web", "image": "w"]]]]],
        "patterns": [.object(pattern.merging(["name": "p"]) { $1 })],
      ],
    ])
  }
}
