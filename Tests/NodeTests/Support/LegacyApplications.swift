import JSONTree
import TestSupport
import Testing

/// Applications that speak plain http, in a namespace that has what policies need that demand TLS of them.
struct LegacyApplications {
  let namespace: PodNamespace
  private let authority: TestAuthority
  private let client: TestAuthority.Certificate

  init(in namespace: PodNamespace) async throws {
    self.namespace = namespace
    authority = try await TestAuthority("authority", in: namespace.directory)
    client = try await authority.issue("client")
    let server = try await authority.issue("server", for: "DNS:*.\(namespace.name).svc")
    try await namespace.make("Secret", "workload-tls", server.secret)
    try await namespace.make("ConfigMap", "cluster-ca", authority.bundle)
  }

  /// The metadata and the spec of a Pod that says hello to everybody, or on LISTEN_ADDRESS alone.
  ///
  /// - Parameter end: the shell's words after which it ends; by default never.
  static func pod(_ name: String, end: String = "while true; do sleep 3600 & wait; done") -> JSONObject {
    let script = """
      trap exit TERM
      mkdir /tmp/www && echo hello >/tmp/www/index.html
      httpd -h /tmp/www -p "${LISTEN_ADDRESS:-8080}"
      \(end)
      """
    return [
      "metadata": ["name": .string(name), "labels": ["app": .string(name)]],
      "spec": [
        "restartPolicy": "Always",
        "containers": [["name": "app", "image": "busybox:1.37", "command": ["sh", "-c", .string(script)]]],
      ],
    ]
  }

  /// Makes a Deployment of such a Pod.
  func deploy(_ name: String) async throws {
    try await namespace.apply([
      "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": .string(name)],
      "spec": [
        "selector": ["matchLabels": ["app": .string(name)]], "template": .object(Self.pod(name)),
      ],
    ])
  }

  /// Waits until a Deployment is available as it is meant to be now.
  func untilAvailable(_ name: String) async throws {
    try await namespace.explaining {
      try await namespace.kubectl("rollout", "status", "deployment/\(name)", "--timeout=120s")
    }
  }

  /// Shows that an application is reached by https alone.
  ///
  /// - Parameter mutual: whether those who ask have to show a certificate of the authority's.
  func expectTLS(_ name: String, mutual: Bool) async throws {
    let pod = try await namespace.address(ofPodLabeled: "app=\(name)")
    let host = "\(name).\(namespace.name).svc"
    let url = "https://\(host):8443"
    let options = ["--cacert", authority.root.path, "--resolve", "\(host):8443:\(pod)"]
    let certificate = ["--cert", client.path, "--key", client.keyPath]
    try await eventually("\(name) answers to https") {
      try await Node.get(url, options + certificate) == "hello\n\nHTTP 200" ? true : nil
    }
    let stranger = try await Node.get(url, options)
    #expect(stranger.hasSuffix(mutual ? "HTTP 400" : "HTTP 200"), "\(name): \(stranger)")
    #expect(try await Node.get("http://\(pod):8443").hasSuffix("HTTP 400"), "\(name): plain http is refused")
    #expect(try await !Node.isReachable(pod, port: 8080), "nobody reaches \(name) itself")
  }

  /// Shows that an application is reached by plain http alone, as it was made.
  func expectPlain(_ name: String) async throws {
    try await untilAvailable(name)
    let pod = try await namespace.address(ofPodLabeled: "app=\(name)")
    try await eventually("\(name) answers to plain http") {
      try await Node.get("http://\(pod):8080") == "hello\n\nHTTP 200" ? true : nil
    }
    #expect(try await !Node.isReachable(pod, port: 8443), "\(name) has no ambassador")
  }

  /// What Deployments are meant to be.
  func specs(of names: [String]) async throws -> String {
    try await namespace.specs(of: names.map { "deployment/\($0)" })
  }

  /// Waits until Deployments are as they were, and do without TLS.
  func untilGivenBack(_ names: [String], as before: String) async throws {
    try await eventually("\(names) are as before", within: .seconds(60)) {
      try await specs(of: names) == before ? true : nil
    }
    for name in names { try await expectPlain(name) }
  }
}
