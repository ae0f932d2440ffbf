import JSONTree
import Testing

@testable import KubernetesClient

/// A kubeconfig's `exec`, impersonation and proxies.
@Suite struct KubeconfigPluginTests {
  private func plugin(
    _ exec: String, cluster: String = "", files: [String: String] = [:]
  ) throws -> CredentialPlugin? {
    let configuration = try load(kubeconfig(cluster: cluster, user: "exec: {\(exec)}"), files: files)
    guard case .plugin(let plugin) = configuration.credentials else { return nil }
    return plugin
  }

  private let v1 = "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never"

  @Test func everything() throws {
    let exec = "\(v1), command: aws, args: [eks, get-token], env: [{name: P, value: x}, {name: Q}], installHint: get it"
    #expect(
      try plugin(exec)
        == CredentialPlugin(
          command: "aws", arguments: [Secret("eks"), Secret("get-token")],
          environment: ["P": Secret("x"), "Q": Secret("")], apiVersion: .v1, installHint: "get it"))
  }

  @Test func olderVersionNeedsNoInteractiveMode() throws {
    #expect(
      try plugin("apiVersion: client.authentication.k8s.io/v1beta1, command: x, args: null, env: null")
        == CredentialPlugin(command: "x", apiVersion: .v1beta1))
  }

  @Test(arguments: [("x", "x"), ("./bin/x", "/home/me/./bin/x"), ("bin/x", "/home/me/bin/x"), ("/bin/x", "/bin/x")])
  func commandsStartFromTheKubeconfigsDirectory(command: String, path: String) throws {
    #expect(try plugin("\(v1), command: \(command)")?.command == path)
  }

  @Test func clusterIsToldWhenAskedFor() throws {
    let cluster = """
      certificate-authority: ca.crt, tls-server-name: api, proxy-url: 'http://proxy:3128', \
      extensions: [{name: other, extension: {a: 1}}, {name: client.authentication.k8s.io/exec, extension: {b: 2}}]
      """
    let files = ["/home/me/ca.crt": TestCertificates.certificate]
    let told = try plugin("\(v1), command: x, provideClusterInfo: true", cluster: cluster, files: files)
    let info = try JSON.parse(try #require(told?.execInfo.value))
    #expect(
      info["spec", "cluster"] == [
        "server": "https://10.0.0.1:6443", "tls-server-name": "api", "proxy-url": "http://proxy:3128",
        "certificate-authority-data": .string(base64(TestCertificates.certificate)), "config": ["b": 2],
      ])
    #expect(info["spec", "interactive"] == false)
    let untold = try plugin("\(v1), command: x", cluster: cluster, files: files)
    #expect(try JSON.parse(try #require(untold?.execInfo.value))["spec"] == ["interactive": false])
  }

  @Test func tokenCountsOverThePlugin() throws {
    #expect(
      try load(kubeconfig(user: "token: abc, exec: {\(v1), command: x}")).credentials == .token(Secret("abc")))
  }

  private static let certificate = """
    client-certificate-data: \(base64(TestCertificates.certificate)), \
    client-key-data: \(base64(TestCertificates.privateKey))
    """

  @Test func clientCertificateCountsOverThePlugin() throws {
    let configuration = try load(kubeconfig(user: "\(Self.certificate), exec: {\(v1), command: x}"))
    #expect(configuration.credentials == .anonymous)
    #expect(configuration.tls.clientCertificate != nil)
  }

  @Test(arguments: [
    "token: abc", "tokenFile: t", "username: me, password: abc", certificate,
    "exec: {apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: x}",
  ])
  func nobodyProvesWhoTheyAreToAServerWithoutTLS(user: String) throws {
    let configuration = try load(kubeconfig(user: "as: jane, \(user)").replacing("https://", with: "http://"))
    #expect(configuration.credentials == .anonymous)
    #expect(configuration.tls == TLSSettings())
    #expect(configuration.impersonation == Impersonation(user: "jane"))
  }

  @Test(arguments: [
    ("apiVersion: client.authentication.k8s.io/v1, command: x", "interactiveMode: Required value"),
    (
      "apiVersion: client.authentication.k8s.io/v1alpha1, command: x",
      "apiVersion: Unsupported value: \"client.authentication.k8s.io/v1alpha1\": supported values: "
    ),
    ("command: x", "apiVersion: Required value"),
    ("apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never", "command: Required value"),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Always, command: x",
      "interactiveMode: Forbidden: Always is not supported"
    ),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Maybe, command: x",
      "interactiveMode: Unsupported value: \"Maybe\""
    ),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: x, args: [hunter2, 5]",
      "args[1]: Invalid value: \"[redacted]\": must be a string"
    ),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: x, env: [{value: hunter2}]",
      "env[0].name: Required value"
    ),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: x, env: [{name: 'a=b'}]",
      "env[0].name: Invalid value: \"a=b\": must not contain '='"
    ),
    (
      "apiVersion: client.authentication.k8s.io/v1, interactiveMode: Never, command: x, args: [\"hunter2\\0\"]",
      "args: Invalid value: \"[redacted]\": must not contain a NUL character"
    ),
  ])
  func badPluginsAreExplained(exec: String, message: String) {
    let text = failure(kubeconfig(user: "exec: {\(exec)}"))
    #expect(text.contains("/home/me/config: users[0].user.exec.\(message)"), "\(text)")
    #expect(!text.contains("hunter2"))
  }

  @Test func impersonation() throws {
    let user = "as: jane, as-uid: '7', as-groups: [a, b], as-user-extra: {x: ['1', '2']}"
    #expect(
      try load(kubeconfig(user: user)).impersonation
        == Impersonation(user: "jane", uid: "7", groups: ["a", "b"], extra: ["x": ["1", "2"]]))
  }

  @Test(arguments: [
    ("as-groups: [a]", "as: Required value: as-groups is given"),
    ("as-uid: a", "as: Required value: as-uid is given"),
    ("as-user-extra: {a: [b]}", "as: Required value: as-user-extra is given"),
    ("as: a, as-groups: [\"b\\r\\nX: y\"]", "as-groups: Invalid value"),
    ("as: a, as-groups: b", "as-groups: Invalid value: \"[redacted]\": must be a list"),
    ("as: a, as-user-extra: {b: c}", "as-user-extra.b: Invalid value: \"[redacted]\": must be a list"),
    ("as: \"a\\nb\"", "as: Invalid value"),
  ])
  func badImpersonationIsExplained(user: String, message: String) {
    let text = failure(kubeconfig(user: user))
    #expect(text.contains("users[0].user.\(message)"), "\(text)")
  }

  @Test(arguments: [
    ("http://proxy:3128", "http://proxy:3128"), ("http://proxy/", "http://proxy:80"),
    ("socks5://proxy", "socks5://proxy:1080"), ("HTTP://me:hunter2@[fd00::1]:8080", "http://[fd00::1]:8080"),
  ])
  func proxies(text: String, description: String) throws {
    let proxy = try load(kubeconfig(cluster: "proxy-url: '\(text)'")).proxy
    #expect(proxy?.description == description)
    #expect(proxy?.password?.value == (text.contains("hunter2") ? "hunter2" : nil))
  }

  @Test(arguments: [
    ("https://proxy", "must begin with http:// or socks5://; TLS to the proxy (https://) is not supported"),
    ("socks5://me:hunter2@proxy", "SOCKS 5 with user and password is not supported"),
    ("proxy:3128", "must begin with http:// or socks5://"),
    ("http://", "must name a host"),
    ("http://proxy/path", "must not hold a path"),
    ("http://proxy:99999", "must have a port between 1 and 65535"),
    (":", "must be a URL"),
  ])
  func badProxiesAreExplained(text: String, message: String) {
    let error = failure(kubeconfig(cluster: "proxy-url: '\(text)'"))
    #expect(error.contains("clusters[0].cluster.proxy-url: Invalid value: \"[redacted]\": "), "\(error)")
    #expect(error.contains(message), "\(error)")
    #expect(!error.contains("hunter2"))
  }
}
