import JSONTree
import Testing

@testable import PatternLibrary

/// What the Vault agent is given. Vault itself cannot be had here: its configuration is checked against what Vault
/// documents (`VaultAgentGrammar`).
@Suite("Vault agent")
struct VaultTests {
  static let fields = """
    address: "https://vault.vault:8200", role: web, directory: /secrets, files: [{path: db/password, \
    secret: secret/data/db, field: password}, {path: all.json, secret: kv/all}]
    """
  private static let more = """
    authPath: auth/west, namespace: team/a, audience: vault, certificateAuthority: {configMap: vault-ca}, \
    address: "https://vault", role: web, directory: /secrets, files: [{path: f, template: TEMPLATE}]
    """

  @Test("the configuration is what Vault documents", arguments: [fields, more.replacing("TEMPLATE", with: "text")])
  func grammar(_ fields: String) throws {
    let data = try #require(try composed("sidecar: {vaultAgent: {\(fields)}}").object("ConfigMap")["data"]?.object)
    #expect(data.keys.sorted() == ["agent.json", "init.json"])
    for text in data.values.compactMap(\.string) { #expect(try VaultAgentGrammar.violations(text) == []) }
    #expect(try VaultAgentGrammar.violations(#"{"vault": {"adress": "\/"}, "auto_auth": {}}"#).count >= 5)
  }

  @Test("logs in with the pod's own token, and renders fields of either version of the engine")
  func configuration() throws {
    let configuration = try configuration("init: {vaultSecrets: {\(Self.fields)}}")
    #expect(configuration["vault"] == ["address": "https://vault.vault:8200"])
    #expect(
      configuration["auto_auth", "method"] == [
        [
          "type": "kubernetes", "mount_path": "auth/kubernetes",
          "config": ["role": "web", "token_path": "/var/run/secrets/podpattern/token"],
        ]
      ])
    #expect(configuration["exit_after_auth"] == true)
    let templates = configuration["template"]?.array ?? []
    #expect(templates.map { $0["destination"] } == ["/secrets/db/password", "/secrets/all.json"])
    #expect(
      templates.map { $0["contents"] } == [
        #"{{ with secret "secret/data/db" }}{{ $fields := or (index .Data "data") .Data }}{{ $fields.password }}{{ end }}"#,
        #"{{ with secret "kv/all" }}{{ $fields := or (index .Data "data") .Data }}{{ $fields | toJSON }}{{ end }}"#,
      ])
  }

  @Test(
    "is an init container, a sidecar, or both",
    arguments: [
      ("init: {vaultSecrets: {\(fields)}}", ["vault": "init.json"]),
      ("sidecar: {vaultAgent: {\(fields), prePopulate: false}}", ["vault": "agent.json"]),
      ("sidecar: {vaultAgent: {\(fields)}}", ["vault-init": "init.json", "vault": "agent.json"]),
    ])
  func lives(pattern: String, containers: [String: String]) throws {
    for options in [CompositionOptions.test, .plain] {
      let composed = try composed(pattern, options)
      let names = try composed.names("initContainers") + composed.names("containers").filter { $0 != "web" }
      #expect(Set(names) == Set(containers.keys) && names == names.sorted { $0.utf8.count > $1.utf8.count })
      for (name, file) in containers {
        let container = try composed.container(name)
        #expect(container["command"] == ["vault", "agent", .string("-config=/etc/podpattern/\(file)")])
        #expect(container["restartPolicy"] == (file == "agent.json" && options == .test ? "Always" : nil))
      }
    }
  }

  @Test("files are in memory, and the application can only read them")
  func volume() throws {
    let composed = try composed(
      "init: {vaultSecrets: {\(Self.fields), audience: vault, certificateAuthority: {secret: vault-tls}}}")
    let volumes = try composed.template["spec", "volumes"]?.array ?? []
    #expect(
      volumes == [
        ["name": "vault", "emptyDir": ["medium": "Memory", "sizeLimit": "16Mi"]],
        ["name": "vault-config", "configMap": ["name": "app-vault"]],
        [
          "name": "vault-token",
          "projected": [
            "sources": [["serviceAccountToken": ["path": "token", "expirationSeconds": 7200, "audience": "vault"]]]
          ],
        ],
        [
          "name": "vault-ca",
          "secret": ["secretName": "vault-tls", "items": [["key": "ca.crt", "path": "ca.crt"]]],
        ],
      ])
    #expect(
      try composed.container("web")["volumeMounts"] == [["name": "vault", "mountPath": "/secrets", "readOnly": true]])
    #expect(try composed.container("vault")["securityContext", "runAsUser"] == 65534)
  }

  @Test(
    "a template is one string whatever is in it",
    arguments: HostileValueTests.texts.filter { !$0.contains("\0") && $0.utf8.count <= 32768 }
      + ["${\"}", "\u{1F600}", "\\/"])
  func hostile(_ text: String) throws {
    let quoted = JSON.string(text).serializedString()
    let pattern = "sidecar: {vaultAgent: {\(Self.more.replacing("TEMPLATE", with: quoted))}}"
    let configuration = try configuration(pattern, file: "agent.json")
    #expect(configuration["template"]?.array?.first?["contents"] == .string(text))
    let written = try composed(pattern).object("ConfigMap")["data", "agent.json"]?.string
    #expect(try VaultAgentGrammar.violations(try #require(written)) == [])
  }

  private func composed(_ pattern: String, _ options: CompositionOptions = .test) throws -> Composed {
    try Composed(Manifest.app(patterns: "    - name: vault\n      \(pattern)"), options)
  }

  private func configuration(_ pattern: String, file: String = "init.json") throws -> JSON {
    try JSON.parse(try #require(try composed(pattern).object("ConfigMap")["data", file]?.string))
  }
}
