import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI
import Subprocess
import TestSupport
import Testing

@Suite("podpattern run as a process", .timeLimit(.minutes(3)))
struct RunningOperatorTests {
  static let kubeconfig = ProcessInfo.processInfo.environment["PODPATTERN_TEST_OPERATOR_KUBECONFIG"]
  static let requirement: Comment = "needs an API server: hack/test starts one"

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

  /// The port that an endpoint has told in the log.
  static func port(of flag: String, _ program: RunningProgram) async throws -> Int {
    try await eventually("\(flag) is told in the log") {
      for line in program.log.text.split(separator: "\n") {
        guard let entry = try? JSON.parse(Array(line.utf8)), entry["message"] == "listening",
          entry["for"]?.string == flag, let port = entry["address"]?.string?.split(separator: ":").last
        else { continue }
        return try #require(Int(port))
      }
      return nil
    }.value
  }

  static func get(_ path: String, port: Int) async throws -> String {
    try await Programs.run("/usr/bin/env", ["curl", "--silent", "http://127.0.0.1:\(port)\(path)"])
  }

  @Test(
    "Says what is not ready and serves metrics while the API server is silent; ends in order on one signal, at once on two",
    arguments: [1, 2])
  func silentServer(signals: Int) async throws {
    let directory = try TemporaryDirectory()
    let status = try await Loopback.withSilentListener { port in
      try await RunningProgram.with([
        Command.executable, "run", "--kubeconfig", try Self.silentServer(in: directory, port: port), "--leader-elect",
        "--health-bind-address", "127.0.0.1:0", "--metrics-bind-address", "127.0.0.1:0", "--log-format", "json",
        // The request for the lease that a second signal interrupts lasts for half of that.
        "--leader-election-lease-duration", "200s", "--leader-election-renew-deadline", signals == 1 ? "10s" : "180s",
      ]) { program in
        let health = try await Self.port(of: "--health-bind-address", program)
        #expect(try await Self.get("/healthz", port: health) == "ok")
        let ready = try await Self.get("/readyz", port: health)
        for resource in ["podpatterns.podpattern.dev", "deployments.apps", "services", "configmaps"] {
          #expect(ready.contains("[-]\(resource) failed: not listed yet\n"))
        }
        let metrics = try await Self.get("/metrics", port: try await Self.port(of: "--metrics-bind-address", program))
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
        Command.executable, "run", "--kubeconfig", Self.kubeconfig ?? "", "--namespace", namespace, "--concurrency",
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
        let port = try await Self.port(of: "--health-bind-address", program)
        try await eventually("it is ready") { try await Self.get("/readyz", port: port) == "ok" ? true : nil }
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
    try await client.create(podPatterns, namespace: namespace, object)
  }

  /// How many PodPatterns have a status.
  private static func written(_ client: KubernetesClient, _ namespace: String) async throws -> Int {
    var count = 0
    for try await page in client.list(podPatterns, namespace: namespace) {
      count += page.items.count { $0["status", "inventory"] != nil }
    }
    return count
  }

  private static let podPatterns = APIResource(
    group: PodPattern.group, version: PodPattern.version, kind: PodPattern.kind, plural: PodPattern.plural)
}
