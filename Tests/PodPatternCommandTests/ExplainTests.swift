import JSONTree
import KubernetesClient
import TestSupport
import Testing

@Suite(
  "podpattern explain", .enabled(if: ClusterTest.isAvailable, ClusterTest.requirement), .timeLimit(.minutes(10)))
struct ExplainTests {
  @Test("A workload of a PodPattern's own: what the patterns added, and nothing of the template")
  func own() async throws {
    try await ClusterTest.run { cluster in
      try await cluster.operate(ClusterTest.own())
      let result = try await cluster.explain("deploy/web")
      #expect(result.exitCode == 0, "\(result.error)")
      let lines = result.output.split(separator: "\n").map(String.init)
      #expect(lines.dropFirst().first?.split(separator: " ").first == "PODPATTERN")
      let rows = lines.dropFirst(2).map { $0.split(separator: "  ").map { $0.trimming(" ") }.filter { !$0.isEmpty } }
      for row in [
        ["web", "tls", "port", "8443/TCP", "tls"], ["web", "tls", "env", "PORT", "web"],
        ["web", "tls", "volume", "tls-config"],
      ] {
        #expect(rows.contains(row), "\(result.output)")
      }
      let container = try #require(rows.first { $0[2].hasSuffix("container") })
      #expect(container[3] == "tls")
      #expect(container.last?.contains("PodPattern ready: ") == true, "there is no pod to ask: \(result.output)")
      #expect(rows.allSatisfy { $0[1] == "tls" }, "\(result.output)")
    }
  }

  @Test("What an operator has added that may change nodes, as well")
  func privileged() async throws {
    try await ClusterTest.run { cluster in
      let kernel: JSON = ["name": "kernel", "init": ["sysctl": ["vm.max_map_count": "262144"]]]
      try await cluster.operate(ClusterTest.own(patterns: [ClusterTest.tls, kernel]), options: ["--allow-privileged"])
      let result = try await cluster.explain("deploy/web")
      #expect(result.output.contains(/\nweb +tls +env +PORT +web/), "\(result.output)")
      #expect(result.output.contains(/\nweb +kernel +.*container +kernel/), "\(result.output)")
    }
  }

  @Test("Somebody else's workload: what each PodPattern added, in its own name or inside an entry of the owner's")
  func extended() async throws {
    try await ClusterTest.run { cluster in
      try await cluster.apply(ClusterTest.deployment, to: .deployments, by: "owner")
      let before = try await cluster.explain("deployments.apps/web")
      #expect(before.exitCode == 0, "\(before.error)")
      #expect(before.output == "Deployment/web is not extended by a PodPattern\n")

      try await cluster.operate(ClusterTest.extending(changing: ["env": [["name": "METRICS", "value": "on"]]]))
      try await cluster.apply(Self.pod(of: cluster), to: .pods)
      let result = try await cluster.explain("Deployment/web", "--output", "json")
      #expect(result.exitCode == 0, "\(result.error)")
      let explanation = try JSON.parse(Array(result.output.utf8))
      #expect(explanation["podPatterns"]?.array?.map { $0["name"] } == ["web"])
      let additions = try #require(explanation["additions"]?.array)
      #expect(additions.allSatisfy { $0["podPattern"] == "web" && $0["pattern"] == "metrics" }, "\(result.output)")
      let names = additions.map { "\($0["added"]?.string ?? "") \($0["name"]?.string ?? "")" }
      #expect(names.filter { !$0.hasSuffix("container metrics") } == ["port 9100/TCP", "env METRICS"], "\(names)")
      #expect(additions.first?["state"] == "not started", "\(result.output)")

      try await cluster.operate(ClusterTest.extending(as: "other", pattern: "second", port: 9200))
      let both = try await cluster.explain("Deployment/web")
      #expect(both.output.contains(/\nother +second +port +9200\/TCP +second\n/), "\(both.output)")
      #expect(both.output.contains(/\nweb +metrics +port +9100\/TCP +metrics\n/), "\(both.output)")
      #expect(both.output.contains("PodPattern/other ready: "))
    }
  }

  /// A pod as the Deployment's controller would make it, which nobody starts.
  private static func pod(of cluster: ClusterTest) async throws -> JSON {
    let template = try await cluster.client.get(.deployments, cluster.key("web"))["spec", "template"] ?? [:]
    var spec = template["spec"] ?? [:]
    spec["nodeName"] = "nowhere"
    return [
      "apiVersion": "v1", "kind": "Pod",
      "metadata": ["name": "web-1", "labels": template["metadata", "labels"] ?? [:]],
      "spec": spec,
    ]
  }

  @Test("What is not there, or no workload, is said so")
  func missing() async throws {
    try await ClusterTest.run { cluster in
      let missing = try await cluster.explain("sts/nothing")
      #expect(missing.exitCode == 1)
      #expect(missing.error == "StatefulSet/nothing does not exist in namespace \(cluster.namespace)\n")
      let unknown = try await cluster.explain("pod/web")
      #expect(unknown.exitCode == 64)
      #expect(unknown.error.contains("Deployment, StatefulSet, DaemonSet, ReplicaSet, CronJob"))
    }
  }
}

extension Substring {
  fileprivate func trimming(_ character: Character) -> String {
    String(drop { $0 == character }.reversed().drop { $0 == character }.reversed())
  }
}
