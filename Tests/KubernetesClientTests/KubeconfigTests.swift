import FoundationEssentials
import TestSupport
import Testing

@testable import KubernetesClient

/// Files and variables of a test.
func environment(_ files: [String: String], _ variables: [String: String] = [:]) -> ConfigurationEnvironment {
  ConfigurationEnvironment(variables: variables) { path throws(FileError) in
    guard let text = files[path] else { throw FileError(description: "no such file", isMissing: true) }
    return Array(text.utf8)
  }
}

/// A kubeconfig with one context and the given fields in its cluster and its user.
func kubeconfig(cluster: String = "", user: String = "") -> String {
  """
  apiVersion: v1
  kind: Config
  current-context: main
  contexts: [{name: main, context: {cluster: c, user: u, namespace: search}}]
  clusters: [{name: c, cluster: {server: "https://10.0.0.1:6443"\(cluster.isEmpty ? "" : ", ")\(cluster)}}]
  users: [{name: u, user: {\(user)}}]
  """
}

func load(
  _ text: String, files: [String: String] = [:], context: String? = nil
) throws(KubernetesError) -> ClientConfiguration {
  let files = files.merging(["/home/me/config": text]) { $1 }
  return try ClientConfiguration.load(kubeconfig: "/home/me/config", context: context, environment: environment(files))
}

/// The text of the error that loading ends with.
func failure(_ text: String, files: [String: String] = [:], context: String? = nil) -> String {
  do {
    return "no error, but \(try load(text, files: files, context: context))"
  } catch {
    return error.description
  }
}

func base64(_ text: String) -> String { Data(text.utf8).base64EncodedString() }

@Suite struct KubeconfigTests {
  @Test func contextGivesServerAndNamespace() throws {
    let configuration = try load(kubeconfig())
    #expect(configuration.server.description == "https://10.0.0.1:6443")
    #expect(configuration.namespace == "search")
    #expect(configuration.credentials == .anonymous)
    #expect(configuration.tls == TLSSettings())
  }

  @Test func namespaceIsDefaultWithoutOne() throws {
    let text = """
      current-context: a
      contexts: [{name: a, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: https://host}}]
      """
    #expect(try load(text).namespace == "default")
  }

  @Test func chosenContextCountsOverCurrent() throws {
    let text = """
      current-context: a
      contexts: [{name: a, context: {cluster: missing}}, {name: b, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: https://host}}]
      """
    #expect(try load(text, context: "b").server.host == "host")
  }

  @Test func inlineCertificatesAreRead() throws {
    let data = base64(TestCertificates.certificate)
    let configuration = try load(
      kubeconfig(
        cluster: "certificate-authority-data: \(data)",
        user: "client-certificate-data: \(data), client-key-data: \(base64(TestCertificates.privateKey))"))
    #expect(configuration.tls.certificateAuthorities == .inline(Secret(TestCertificates.certificate)))
    #expect(configuration.tls.clientCertificate?.privateKey == .inline(Secret(TestCertificates.privateKey)))
  }

  @Test func filesStartFromTheKubeconfigsDirectory() throws {
    let configuration = try load(
      kubeconfig(
        cluster: "certificate-authority: ca.crt", user: "client-certificate: pki/me.crt, client-key: /abs/me.key"),
      files: [
        "/home/me/ca.crt": TestCertificates.certificate, "/home/me/pki/me.crt": TestCertificates.certificate,
        "/abs/me.key": TestCertificates.privateKey,
      ])
    #expect(configuration.tls.certificateAuthorities == .file(path: "/home/me/ca.crt"))
    #expect(
      configuration.tls.clientCertificate
        == .init(chain: .file(path: "/home/me/pki/me.crt"), privateKey: .file(path: "/abs/me.key")))
  }

  @Test func inlineDataCountsOverFiles() throws {
    let configuration = try load(
      kubeconfig(
        cluster:
          "certificate-authority: /missing, certificate-authority-data: \(base64(TestCertificates.certificate))"))
    #expect(configuration.tls.certificateAuthorities == .inline(Secret(TestCertificates.certificate)))
  }

  @Test func tokenAndTokenFile() throws {
    #expect(try load(kubeconfig(user: "token: abc")).credentials == .token(Secret("abc")))
    #expect(
      try load(kubeconfig(user: "token: abc, tokenFile: t")).credentials
        == .tokenFile(path: "/home/me/t", initial: Secret("abc")))
  }

  @Test func connectionOptions() throws {
    let configuration = try load(
      kubeconfig(
        cluster: "tls-server-name: api.example.com, insecure-skip-tls-verify: true, disable-compression: true"))
    #expect(configuration.tls.serverName == "api.example.com")
    #expect(configuration.tls.skipsVerification)
    #expect(!configuration.allowsCompression)
  }

  @Test(arguments: [
    ("auth-provider: {name: gcp}", "auth-provider: Forbidden: auth providers are not supported"),
    ("tokenfile: /t", "tokenfile: Unknown field"),
    ("exec: {comand: x}", "exec.comand: Unknown field"),
    ("password: hunter2", "username: Required value"),
    ("username: 'a:b'", "username: Invalid value: \"a:b\": must not contain ':'"),
    ("username: me, password: hunter2, token: abc", "username: Forbidden: a token is given as well"),
    ("username: me, password: hunter2, tokenFile: abc", "username: Forbidden: a token is given as well"),
  ])
  func whatIsNotSupportedInAUserIsNamed(user: String, message: String) {
    let text = failure(kubeconfig(user: user))
    #expect(text.contains("/home/me/config: users[0].user.\(message)"), "\(text)")
    #expect(!text.contains("hunter2"))
  }

  @Test func unknownFieldsOfClusterAndContextAreNamed() {
    #expect(failure(kubeconfig(cluster: "sever: x")).contains("clusters[0].cluster.sever: Unknown field"))
    let text = kubeconfig().replacing("namespace: search", with: "namspace: search")
    #expect(failure(text).contains("contexts[0].context.namspace: Unknown field"))
    #expect(!failure(kubeconfig(cluster: "extensions: [{name: minikube}]")).contains("Unknown"))
  }

  @Test func userNameAndPassword() throws {
    #expect(
      try load(kubeconfig(user: "username: me, password: abc")).credentials
        == .basic(user: "me", password: Secret("abc")))
  }

  @Test func otherEntriesMayUseWhatIsUnsupported() throws {
    let text = """
      current-context: a
      contexts: [{name: a, context: {cluster: c, user: plain}}]
      clusters: [{name: c, cluster: {server: https://host}}]
      users: [{name: cloud, user: {auth-provider: {name: gcp}}}, {name: plain, user: {token: t}}]
      """
    #expect(try load(text).credentials == .token(Secret("t")))
  }

  @Test func allProblemsAreReportedAtOnce() {
    let text = failure(
      kubeconfig(cluster: "certificate-authority-data: '!!', proxy-url: x", user: "token: 'a b', as-uid: x"))
    #expect(text.contains("clusters[0].cluster.certificate-authority-data"))
    #expect(text.contains("users[0].user.token"))
    #expect(text.contains("clusters[0].cluster.proxy-url"))
    #expect(text.contains("users[0].user.as"))
  }

  @Test(arguments: [
    (
      "certificate-authority-data: '!!not base64!!'",
      "certificate-authority-data: Invalid value: \"[redacted]\": must be base64"
    ),
    (
      "certificate-authority-data: aGVsbG8=",
      "certificate-authority-data: Invalid value: \"[redacted]\": must be PEM with at least one certificate"
    ),
    ("certificate-authority: gone.crt", "certificate-authority: Invalid value: \"gone.crt\": no such file"),
    (
      "insecure-skip-tls-verify: 'yes'",
      "insecure-skip-tls-verify: Invalid value: \"[redacted]\": must be true or false"
    ),
    ("tls-server-name: 'a/b'", "tls-server-name: Invalid value: \"a/b\": must be a host name"),
    ("tls-server-name: 10.0.0.1", "tls-server-name: Invalid value: \"10.0.0.1\": must be a host name"),
    ("tls-server-name: [a]", "tls-server-name: Invalid value: \"[redacted]\": must be a string"),
  ])
  func badClusterFieldsAreExplained(cluster: String, message: String) {
    let text = failure(kubeconfig(cluster: cluster))
    #expect(text.contains("clusters[0].cluster.\(message)"), "\(text)")
  }

  @Test func insecureWithAuthoritiesIsRefused() {
    let data = base64(TestCertificates.certificate)
    #expect(
      failure(kubeconfig(cluster: "insecure-skip-tls-verify: true, certificate-authority-data: \(data)")).contains(
        "clusters[0].cluster.insecure-skip-tls-verify: Forbidden"))
  }

  @Test func certificateAndKeyBelongTogether() {
    let certificate = "client-certificate-data: \(base64(TestCertificates.certificate))"
    #expect(failure(kubeconfig(user: certificate)).contains("users[0].user.client-key: Required value"))
    #expect(
      failure(kubeconfig(user: "client-key-data: \(base64(TestCertificates.privateKey))")).contains(
        "users[0].user.client-key-data: Forbidden"))
    #expect(
      failure(kubeconfig(user: "\(certificate), client-key-data: \(base64(TestCertificates.encryptedPrivateKey))"))
        .contains(
          "users[0].user.client-key-data: Invalid value: \"[redacted]\": must be PEM with an unencrypted private key"))
  }

  @Test func keyOfAnotherCertificateIsFoundBeforeTheFirstRequest() throws {
    let configuration = try load(
      kubeconfig(
        user: """
          client-certificate-data: \(base64(TestCertificates.certificate)), \
          client-key-data: \(base64(TestCertificates.otherPrivateKey))
          """))
    let error = #expect(throws: KubernetesError.self) {
      try TLSSource(configuration.tls, clock: ManualClock(), logger: .silent)
    }
    #expect(error?.description.contains("cannot be used together") == true)
  }

  @Test(arguments: [
    ("server: ''", "server: Required value"),
    ("server: 'ftp://host'", "must begin with https:// or http://"),
    ("server: 'https://host:99999'", "must have a port between 1 and 65535"),
    ("server: 'https://'", "clusters[0].cluster.server: Invalid value"),
    ("server: 'https://host/?a=b'", "must not hold a user, a query or a fragment"),
    ("server: 17", "must be a string"),
    ("other: 1", "server: Required value"),
  ])
  func badServersAreExplained(cluster: String, message: String) {
    let text = failure(
      """
      current-context: a
      contexts: [{name: a, context: {cluster: c}}]
      clusters: [{name: c, cluster: {\(cluster)}}]
      """)
    #expect(text.contains(message), "\(text)")
  }

  @Test func passwordInServerIsNotRepeated() {
    let text = failure(
      """
      current-context: a
      contexts: [{name: a, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: 'https://me:hunter2@host'}}]
      """)
    #expect(text.contains("must not hold a user"))
    #expect(!text.contains("hunter2"))
  }

  @Test(arguments: [
    ("{", "is not valid YAML"),
    ("\tkey: a", "is not valid YAML"),
    ("a: 1\na: 2", "is not valid YAML"),
    ("[]", "must hold a mapping"),
    ("just text", "must hold a mapping"),
    ("a: 1\n---\nb: 2", "holds several documents"),
    ("", "current-context: Required value"),
    ("kind: Pod", "kind: Unsupported value: \"Pod\": supported values: \"Config\""),
    ("current-context: 5", "current-context: Invalid value"),
    ("current-context: a", "there is no context \"a\"; there are none"),
    ("current-context: a\ncontexts: {}", "contexts: Invalid value: \"[redacted]\": must be a list"),
    ("current-context: a\ncontexts: [1, null, {name: b}]", "there is no context \"a\"; there are: b"),
    ("current-context: a\ncontexts: [{name: a, context: 5}]", "contexts[0].context: Invalid value"),
    ("current-context: a\ncontexts: [{name: a}]", "the context names no cluster"),
    (
      "current-context: a\ncontexts: [{name: a, context: {cluster: c}}]",
      "contexts[0].context.cluster: Invalid value: \"c\": there is no cluster \"c\""
    ),
  ])
  func badFilesAreExplained(text: String, message: String) {
    let error = failure(text)
    #expect(error.contains("/home/me/config: "), "\(error)")
    #expect(error.contains(message), "\(error)")
  }

  @Test(arguments: ["*hunter2", "!hunter2 x", "!!int hunter2", "{hunter2: 1, hunter2: 2}"])
  func whatIsWrongWithYAMLDoesNotRepeatIt(password: String) {
    let error = failure("users:\n- name: u\n  user: {password: \(password)}")
    #expect(error.contains("/home/me/config: is not valid YAML at line 3, column "), "\(error)")
    #expect(!error.contains("hunter2"), "\(error)")
  }

  @Test func missingFileIsAnErrorWhereItWasAskedFor() {
    let error = #expect(throws: KubernetesError.self) {
      try ClientConfiguration.load(kubeconfig: "/none", context: nil, environment: environment([:]))
    }
    #expect(error?.description == "/none: no such file")
  }
}
