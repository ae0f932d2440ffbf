import Testing

@testable import KubernetesClient

@Suite("The proxy of the environment") struct EnvironmentProxyTests {
  private func proxy(to server: String, _ variables: [String: String]) throws -> String? {
    let kubeconfig = """
      current-context: a
      contexts: [{name: a, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: "\(server)"}}]
      """
    return try ClientConfiguration.load(
      kubeconfig: "/config", context: nil, environment: environment(["/config": kubeconfig], variables)
    ).proxy.map { "\($0)" }
  }

  @Test("Each scheme has its variable, in upper or lower case, with or without a scheme of its own")
  func variables() throws {
    #expect(try proxy(to: "https://a.example", ["HTTPS_PROXY": "http://p:3128"]) == "http://p:3128")
    #expect(try proxy(to: "https://a.example", ["https_proxy": "p:3128"]) == "http://p:3128")
    #expect(try proxy(to: "http://a.example", ["HTTP_PROXY": "socks5://p"]) == "socks5://p:1080")
    #expect(try proxy(to: "https://a.example", ["HTTP_PROXY": "p", "HTTPS_PROXY": ""]) == nil)
    #expect(try proxy(to: "https://a.example", ["HTTPS_PROXY": "p:1", "https_proxy": "q:2"]) == "http://p:1")
  }

  @Test("None leads to this machine", arguments: ["localhost", "127.0.0.1", "127.8.8.8", "[::1]"])
  func thisMachine(host: String) throws {
    #expect(try proxy(to: "https://\(host):6443", ["HTTPS_PROXY": "p:1"]) == nil)
  }

  @Test(
    "NO_PROXY names what is reached without it",
    arguments: [
      ("*", "a.example", true), ("b.example, a.example", "a.example", true), ("example", "a.example", true),
      ("xample", "a.example", false), (".example", "a.example", true), ("*.example", "a.example", true),
      (".a.example", "a.example", false), ("A.Example", "a.example", true), ("a.example:6443", "a.example", true),
      ("a.example:443", "a.example", false), ("10.0.0.0/8", "10.200.3.4", true), ("10.0.0.0/8", "11.0.0.1", false),
      ("10.0.0.128/25", "10.0.0.127", false), ("10.0.0.1", "10.0.0.1", true), ("10.0.0.1:6443", "10.0.0.1", true),
      ("10.0.0.1", "10.0.0.10", false), ("fd00::/8", "[fd00::1]", true), ("fd00:0::1", "[fd00::1]", true),
      ("[fd00::1]:6443", "[fd00::1]", true), ("[fd00::1]:1", "[fd00::1]", false), ("0.0.0.0/0", "[fd00::1]", false),
      ("10.0.0.0/33", "10.0.0.1", false), ("10.0.0.0/-1", "10.0.0.1", false), (",, ,:", "a.example", false),
    ])
  func exceptions(list: String, host: String, isDirect: Bool) throws {
    let direct = try proxy(to: "https://\(host):6443", ["HTTPS_PROXY": "p:1", "NO_PROXY": list]) == nil
    #expect(direct == isDirect)
  }

  @Test("proxy-url counts over it")
  func kubeconfigFirst() throws {
    let kubeconfig = """
      current-context: a
      contexts: [{name: a, context: {cluster: c}}]
      clusters: [{name: c, cluster: {server: "https://a.example", proxy-url: "http://first"}}]
      """
    let variables = ["HTTPS_PROXY": "http://second", "KUBECONFIG": "/config"]
    let configuration = try ClientConfiguration.load(
      kubeconfig: nil, context: nil, environment: environment(["/config": kubeconfig], variables))
    #expect(configuration.proxy?.host == "first")
  }

  @Test("A value that cannot be used is refused by the variable's name, and not repeated")
  func refused() throws {
    let error = #expect(throws: KubernetesError.self) {
      try proxy(to: "https://a.example", ["HTTPS_PROXY": "https://user:secret@p"])
    }
    #expect(error?.description.hasPrefix("HTTPS_PROXY: must begin with http:// or socks5://") == true)
    #expect(error?.description.contains("secret") == false)
  }
}
