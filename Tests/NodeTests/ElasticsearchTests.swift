import TestSupport
import Testing

extension NodeSuites {
  /// The article's application with all four patterns: an image that speaks plain http, knows no Prometheus, logs to a file,
  /// and wants a kernel setting. A small program answers in Elasticsearch's place; all that is added is real.
  @Suite struct ElasticsearchTests {
    @Test func fourPatternsExtendIt() async throws {
      try await PodNamespace.with(name: NodeOperator.privilegedNamespace) { namespace in
        let authority = try await TestAuthority("authority", in: namespace.directory)
        let host = "elasticsearch.\(namespace.name).svc"
        try await namespace.make("Secret", "elasticsearch-tls", authority.issue("server", for: "DNS:\(host)").secret)
        try await namespace.apply(example: "supporting/elasticsearch-logging")
        try await namespace.apply(example: "elasticsearch")
        try await namespace.untilReady("elasticsearch")
        let address = try await namespace.address(ofService: "elasticsearch")

        let https = try await Node.get(
          "https://\(host):9200", "--cacert", authority.root.path, "--resolve", "\(host):9200:\(address)")
        #expect(https.hasSuffix("HTTP 200"))
        #expect(https.contains("cluster_name"))
        #expect(try await Node.get("http://\(address):9200").hasSuffix("HTTP 400"), "plain http is refused")
        let pod = try await namespace.podAddress("elasticsearch")
        #expect(try await Node.isReachable(pod, port: 9200))
        #expect(try await !Node.isReachable(pod, port: 9201), "nobody reaches the application itself")

        let metrics = try await eventually("metrics of Elasticsearch") {
          let page = try await Node.get("http://\(address):9114/metrics")
          return page.contains("elasticsearch_cluster_health_number_of_nodes") ? page : nil
        }.value
        #expect(metrics.hasSuffix("HTTP 200"))
        try await eventually("lines of the log file on standard output") {
          try await namespace.log("elasticsearch", "logs").contains(#""type": "server""#) ? true : nil
        }
        #expect(try await Node.run("sysctl", "-n", "vm.max_map_count") == "262144")
      }
    }
  }
}
