import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import PodPatternOperator
import Subprocess
import TestSupport
import Testing

@Suite("podpattern run as a process", .timeLimit(.minutes(10)))
struct RunningOperatorTests {
  static let kubeconfig = ProcessInfo.processInfo.environment["PODPATTERN_TEST_OPERATOR_KUBECONFIG"]
  static let requirement: Comment = "\(TestServer.requirement)"

  /// A kubeconfig of a server that accepts connections and never says a word.
  static func silentServer(in directory: TemporaryDirectory, port: Int) throws -> String {
    let path = "\(directory.path)/kubeconfig"
    try TemporaryDirectory.write(
      """
      apiVersion: v1
      kind: Config
      clusters: [{name: c, cluster: {server: "http://127.0.0.1:\(port)"}}]
      contexts: [{name: c, context: {cluster: c, user: u}}]
      users: [{name: u, user: {}}]
      current-context: c
      """, to: path)
    return path
  }

  @Test(
    "Says what is not ready and serves metrics while the API server is silent; ends in order on one signal, at once on two",
    arguments: [1, 2])
  func silentServer(signals: Int) async throws {
    let directory = try TemporaryDirectory()
    let status = try await Loopback.withSilentListener { port in
      try await RunningProgram.with([
        OperatorProgram.executable, "run", "--kubeconfig", try Self.silentServer(in: directory, port: port),
        "--leader-elect",
        "--health-bind-address", "127.0.0.1:0", "--metrics-bind-address", "127.0.0.1:0", "--log-format", "json",
        // The request for the lease that a second signal interrupts lasts for half of that.
        "--leader-election-lease-duration", "200s", "--leader-election-renew-deadline", signals == 1 ? "10s" : "180s",
      ]) { program in
        let health = try await program.port(of: "--health-bind-address")
        #expect(try await Loopback.get("/healthz", port: health) == "ok")
        let ready = try await Loopback.get("/readyz", port: health)
        #expect(ready.contains("[-]kube-apiserver failed: no answer yet\n"))
        for resource in ["podpatterns.podpattern.dev", "deployments.apps", "services", "configmaps"] {
          #expect(ready.contains("[-]\(resource) failed: not listed yet\n"))
        }
        let metrics = try await Loopback.get("/metrics", port: try await program.port(of: "--metrics-bind-address"))
        #expect(metrics.contains("leader_election_master_status{name=\"podpattern\"} 0\n"))
        #expect(metrics.contains("process_resident_memory_bytes "))
        for number in 1...signals {
          try program.send(.terminate)
          let text = number == 1 ? "ending in order" : "ending at once"
          try await eventually("it says \(text)") { program.log.text.contains(text) ? true : nil }
        }
        try await program.untilEnd()
      }.status
    }
    #expect(status == .exited(signals == 1 ? 0 : 143))
  }

  @Test(
    "Shows its metrics over TLS, and only to an account that may see them",
    .enabled(if: TestServer.isAvailable && kubeconfig != nil, requirement),
    .enabled(if: Programs.find("openssl") != nil, "needs openssl on the PATH"))
  func securedMetrics() async throws {
    let directory = try TemporaryDirectory()
    let authority = try await TestAuthority("authority", in: directory)
    let certificate = try await authority.issue("operator", for: "IP:127.0.0.1")
    try await TestServer.withNamespace { client, namespace in
      let reader = try await MetricsReader(client: client, namespace: namespace)
      let options = [
        "--metrics-bind-address", "127.0.0.1:0", "--metrics-tls-certificate", certificate.path, "--metrics-tls-key",
        certificate.keyPath, "--metrics-authorization", "--log-format", "json",
      ]
      _ = try await OperatorProgram.with(namespace: namespace, options: options) { program in
        let port = try await program.port(of: "--metrics-bind-address")
        let ask = { @Sendable (token: String?) in
          let header = token.map { ["--header", "Authorization: Bearer \($0)"] } ?? []
          return try await Programs.run(
            "/usr/bin/env",
            ["curl", "--silent", "--cacert", authority.root.path, "--write-out", "%{http_code}"] + header
              + ["https://127.0.0.1:\(port)/metrics"])
        }
        for (token, status) in [(nil, "401"), ("nonsense", "401"), (reader.token, "403")] as [(String?, String)] {
          let answer = try await ask(token)
          #expect(answer.hasSuffix(status) && !answer.contains("process_"), "\(answer)")
        }
        try await reader.whileAllowed {
          // A refusal is kept for ten seconds.
          try await eventually("the account is shown the metrics") {
            let answer = try await ask(reader.token)
            return answer.hasSuffix("200") && answer.contains("process_resident_memory_bytes ") ? true : nil
          }
        }
        #expect(try await !Loopback.get("/metrics", port: port).contains("process_"))
      }
    }
  }

  @Test("An address that is taken ends it before anything is asked, with the flag and the address")
  func addressTaken() async throws {
    let directory = try TemporaryDirectory()
    let result = try await Loopback.withSilentListener { port in
      try await Command.run(
        "run", "--kubeconfig", try Self.silentServer(in: directory, port: port), "--health-bind-address",
        "127.0.0.1:\(port)")
    }
    #expect(result.exitCode == 1)
    #expect(result.error.contains("--health-bind-address 127.0.0.1:"))
    #expect(result.error.contains("cannot listen there"))
  }

  @Test(
    "SIGTERM while it has plenty to do: it ends with 0 in time, and its successor finds no PodPattern half done",
    .enabled(if: TestServer.isAvailable && kubeconfig != nil, requirement))
  func terminatedUnderLoad() async throws {
    try await TestServer.withNamespace { client, namespace in
      let count = 120
      for number in 0..<count { try await Self.apply(number, client, namespace) }
      let arguments = [
        OperatorProgram.executable, "run", "--kubeconfig", Self.kubeconfig ?? "", "--namespace", namespace,
        "--concurrency",
        "1",
        "--health-bind-address", "127.0.0.1:0",
      ]
      let clock = ContinuousClock()
      let (took, status) = try await RunningProgram.with(arguments) { program in
        try await eventually("it has begun") { try await Self.written(client, namespace) > 0 ? true : nil }
        let begin = clock.now
        try program.send(.terminate)
        try await program.untilEnd()
        return begin.duration(to: clock.now)
      }
      #expect(status == .exited(0))
      #expect(took < .seconds(28))
      #expect(try await Self.written(client, namespace) < count, "it had nothing more to do")
      _ = try await RunningProgram.with(arguments) { program in
        let port = try await program.port(of: "--health-bind-address")
        try await eventually("it is ready") { try await Loopback.get("/readyz", port: port) == "ok" ? true : nil }
        try await eventually("all is done") { try await Self.written(client, namespace) == count ? true : nil }
      }
    }
  }

  private static func apply(_ number: Int, _ client: KubernetesClient, _ namespace: String) async throws {
    let name = "web-\(number)"
    let container: JSON = ["name": "web", "image": "example.com/web:1"]
    let object: JSON = [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": ["name": .string(name)],
      "spec": ["workload": ["replicas": 0, "template": ["spec": ["containers": [container]]]], "patterns": []],
    ]
    try await client.create(.podPatterns, namespace: namespace, object)
  }

  /// How many PodPatterns have a status.
  private static func written(_ client: KubernetesClient, _ namespace: String) async throws -> Int {
    var count = 0
    for try await page in client.list(.podPatterns, namespace: namespace) {
      count += page.items.count { $0["status", "inventory"] != nil }
    }
    return count
  }
}
