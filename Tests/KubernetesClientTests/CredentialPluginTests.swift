import FoundationEssentials
import JSONTree
import TestSupport
import Testing

@testable import KubernetesClient

/// Real programs as credential plugins: shell scripts in a directory of the test's own.
@Suite struct CredentialPluginTests {
  private func run(
    _ script: String, arguments: [Secret] = [], environment: [String: Secret] = [:],
    apiVersion: CredentialPlugin.APIVersion = .v1, cluster: JSON? = nil,
    timeLimit: Duration = .seconds(60), clock: any Clock<Duration> = ContinuousClock()
  ) async throws -> PluginCredential {
    try await withPlugin(script) { command in
      try await CredentialPlugin(
        command: command, arguments: arguments, environment: environment, apiVersion: apiVersion, cluster: cluster
      ).run(timeLimit: timeLimit, clock: clock)
    }
  }

  private func printing(_ status: String, _ version: String = "v1", kind: String = "ExecCredential") -> String {
    """
    cat <<'END'
    {"apiVersion": "client.authentication.k8s.io/\(version)", "kind": "\(kind)", "status": \(status)}
    END
    """
  }

  private func failure(_ script: String) async -> String {
    let error = await error(of: { try await run(script) })
    guard case .transport(let cause) = error, cause.kind == .credentials else { return "\(String(describing: error))" }
    return cause.message
  }

  @Test func tokenAndItsEnd() async throws {
    let credential = try await run(
      printing(#"{"token": "abc", "expirationTimestamp": "2030-01-01T02:00:00+02:00"}"#))
    #expect(credential.token?.value == "abc")
    #expect(credential.certificate == nil)
    #expect(credential.expiration == Date(timeIntervalSince1970: 1_893_456_000))
  }

  @Test(arguments: ["2030-01-01T00:00:00Z", "2030-01-01T00:00:00.5Z"]) func timesOfRFC3339(time: String) async throws {
    let credential = try await run(printing(#"{"token": "abc", "expirationTimestamp": "\#(time)"}"#))
    #expect(try abs(#require(credential.expiration).timeIntervalSince1970 - 1_893_456_000) < 1)
  }

  @Test func olderVersion() async throws {
    let credential = try await run(printing(#"{"token": "abc"}"#, "v1beta1"), apiVersion: .v1beta1)
    #expect(credential.token?.value == "abc")
    #expect(credential.expiration == nil)
  }

  @Test func clientCertificate() async throws {
    let status: JSON = [
      "clientCertificateData": .string(TestCertificates.certificate),
      "clientKeyData": .string(TestCertificates.privateKey),
    ]
    let credential = try await run(printing(status.serializedString()))
    #expect(credential.certificate?.privateKey.value == TestCertificates.privateKey)
    #expect(credential.token == nil)
  }

  @Test func argumentsVariablesAndClusterReachThePlugin() async throws {
    let cluster: JSON = ["server": "https://host", "config": ["audience": "x"]]
    let script = """
      info=$(printf '%s' "$KUBERNETES_EXEC_INFO" | tr -d '"{}' | tr ':,' '__')
      printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' \
        "$1.$2.$NAME.$info.$(cat | wc -c)"
      """
    let credential = try await run(
      script, arguments: [Secret("a"), Secret("b")], environment: ["NAME": Secret("c")], cluster: cluster)
    #expect(
      credential.token?.value == """
        a.b.c.apiVersion_client.authentication.k8s.io/v1_kind_ExecCredential_spec_cluster_config_audience_x_server_https_\
        //host_interactive_false.0
        """)
  }

  @Test(arguments: [
    ("exit 3", "it exited with status 3"),
    ("echo 'no session: log in first' >&2; exit 1", "it exited with status 1: no session: log in first"),
    ("kill -9 $$", "it was ended by signal 9"),
    ("echo nonsense", "its output is no JSON object"),
    ("true", "its output is no JSON object"),
    ("yes | head -c 2000000", "it printed more than 1048576 bytes"),
  ])
  func failuresAreExplained(script: String, message: String) async {
    let text = await failure(script)
    #expect(text.hasSuffix("/plugin: \(message)"), "\(text)")
  }

  @Test(arguments: [
    ("{}", "its output has neither a token nor a client certificate"),
    ("null", "its output has no status"),
    (#"{"token": 5}"#, "its status.token is no string"),
    (#"{"token": "hunter 2"}"#, "its status.token holds no bearer token"),
    (#"{"token": "hunter2", "expirationTimestamp": "soon"}"#, "its status.expirationTimestamp is no time of RFC 3339"),
    (#"{"clientCertificateData": "hunter2"}"#, "status.clientCertificateData and status.clientKeyData belong together"),
    (
      #"{"clientCertificateData": "hunter2", "clientKeyData": "hunter2"}"#,
      "its client certificate cannot be used: must be PEM with at least one certificate"
    ),
  ])
  func badOutputIsExplainedWithoutRepeatingIt(status: String, message: String) async {
    let text = await failure(printing(status))
    #expect(text.contains(message), "\(text)")
    #expect(!text.contains("hunter"))
  }

  @Test func outputOfAnotherKindOrVersionIsRefused() async {
    let message = "its output is no ExecCredential of client.authentication.k8s.io/v1"
    #expect(await failure(printing(#"{"token": "abc"}"#, "v1beta1")).hasSuffix(message))
    #expect(await failure(printing(#"{"token": "abc"}"#, kind: "Pod")).hasSuffix(message))
  }

  @Test func missingProgramTellsHowToGetIt() async {
    let plugin = CredentialPlugin(
      command: "no-such-credential-plugin", arguments: [Secret("hunter2")], installHint: "apt install it")
    let error = await error(of: { try await plugin.run(timeLimit: .seconds(60), clock: ContinuousClock()) })
    #expect(
      error?.description == """
        the credential plugin no-such-credential-plugin: there is no such program; apt install it
        """)
    #expect(error?.isRetryable == true)
  }

  /// The plugin's child keeps the output open, and has to end with the plugin.
  @Test(.timeLimit(.minutes(10))) func pluginThatHangsIsEndedWithEverythingItStarted() async throws {
    let (clock, child) = (ManualClock(), try NamedPipe())
    let script = "(exec 9>'\(child.path)'; echo started >&9; exec sleep 3600) & wait"
    async let outcome = error(of: { try await run(script, timeLimit: .seconds(60), clock: clock) })
    try await clock.untilSleepers(1)
    try await eventually("the child has begun") { child.text() == "started\n" ? true : nil }
    clock.advance(by: .seconds(60))
    #expect(await outcome?.description.hasSuffix("/plugin: no credentials in time") == true)
    try await eventually("the child has ended") { child.text() == "" ? true : nil }
  }

  @Test func clientUsesThePluginsTokenAndRenewsItWhenRefused() async throws {
    let script = """
      echo x >> "$0.runs"
      printf '{"apiVersion":"client.authentication.k8s.io/v1","kind":"ExecCredential","status":{"token":"%s"}}' \
        "$(wc -l < "$0.runs" | tr -d ' ')"
      """
    try await withPlugin(script) { command in
      let (client, transport) = try KubernetesClient.stub(
        credentials: .plugin(CredentialPlugin(command: command)), clock: ContinuousClock()
      ) { .json("{}", code: $0.headers["authorization"] == ["Bearer 1"] ? 401 : 200) }
      let key = ObjectKey(namespace: "n", name: "a")
      for _ in 0..<2 { _ = try await client.get(.pods, key) }
      #expect(
        transport.requests.flatMap { $0.headers["authorization"] } == ["Bearer 1", "Bearer 2", "Bearer 2"])
    }
  }
}

/// Runs a test with a shell script as a program.
func withPlugin<Result>(_ script: String, _ test: (_ command: String) async throws -> Result) async throws -> Result {
  let directory = FileManager.default.temporaryDirectory.appending(path: "plugin-\(UInt64.random(in: .min ... .max))")
  try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: directory) }
  let program = directory.appending(path: "plugin")
  try Data("#!/bin/sh\n\(script)\n".utf8).write(to: program)
  try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: program.path)
  return try await test(program.path)
}
