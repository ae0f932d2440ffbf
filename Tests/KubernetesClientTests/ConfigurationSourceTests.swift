import Testing

@testable import KubernetesClient

@Suite struct ConfigurationSourceTests {
  private let first = """
    contexts: [{name: a, context: {cluster: c, user: u}}]
    clusters: [{name: c, cluster: {server: https://first}}]
    """
  private let second = """
    current-context: a
    clusters: [{name: c, cluster: {server: https://second}}]
    users: [{name: u, user: {tokenFile: token}}]
    """

  private func load(_ files: [String: String], _ variables: [String: String]) throws -> ClientConfiguration {
    try ClientConfiguration.load(kubeconfig: nil, context: nil, environment: environment(files, variables))
  }

  @Test func filesOfTheVariableAreMerged() throws {
    let configuration = try load(
      ["/one/config": first, "/two/config": second], ["KUBECONFIG": "/none::/one/config:/two/config"])
    #expect(configuration.server.host == "first")
    #expect(configuration.credentials == .tokenFile(path: "/two/token", initial: nil))
  }

  @Test func variableWithoutAnyFileIsAnError() {
    let error = #expect(throws: KubernetesError.self) { try load([:], ["KUBECONFIG": "/none:/nowhere"]) }
    #expect(error?.description == "KUBECONFIG: none of its files exists: /none:/nowhere")
  }

  @Test func homeIsLookedAtWithoutTheVariable() throws {
    #expect(
      try load(["/root/.kube/config": first + "\ncurrent-context: a\nusers: [{name: u}]"], ["HOME": "/root"])
        .server.host == "first")
  }

  @Test func withoutAnythingTheErrorSaysWhatToDo() {
    let error = #expect(throws: KubernetesError.self) { try load([:], ["HOME": "/root"]) }
    #expect(error?.description.contains("set KUBECONFIG") == true)
  }

  private let directory = "/var/run/secrets/kubernetes.io/serviceaccount"
  private let service = ["KUBERNETES_SERVICE_HOST": "fd00::1", "KUBERNETES_SERVICE_PORT": "443"]

  @Test func podUsesItsServiceAccount() throws {
    let configuration = try load(
      [
        "\(directory)/token": "abc\n", "\(directory)/ca.crt": TestCertificates.certificate,
        "\(directory)/namespace": "search\n",
      ], service)
    #expect(configuration.server.description == "https://[fd00::1]:443")
    #expect(configuration.credentials == .tokenFile(path: "\(directory)/token", initial: nil))
    #expect(configuration.namespace == "search")
    #expect(configuration.tls.certificateAuthorities != nil)
  }

  @Test func podWithoutTokenIsAnError() {
    let error = #expect(throws: KubernetesError.self) {
      try load(["\(directory)/ca.crt": TestCertificates.certificate], service)
    }
    #expect(error?.description == "\(directory)/token: no such file")
  }

  @Test func podWithBadCertificatesIsAnError() {
    let error = #expect(throws: KubernetesError.self) {
      try load(["\(directory)/token": "abc", "\(directory)/ca.crt": "nonsense"], service)
    }
    #expect(error?.description == "\(directory)/ca.crt: must be PEM with at least one certificate")
  }
}
