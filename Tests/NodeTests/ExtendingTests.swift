import TestSupport
import Testing

extension NodeSuites {
  /// An application that somebody else has deployed gets TLS and metrics, and is given back as it was.
  @Suite struct ExtendingTests {
    @Test func somebodyElsesDeploymentIsExtendedAndGivenBack() async throws {
      try await PodNamespace.with { namespace in
        let authority = try await TestAuthority("authority", in: namespace.directory)
        let host = "elasticsearch.\(namespace.name).svc"
        try await namespace.make("Secret", "elasticsearch-tls", authority.issue("server", for: "DNS:\(host)").secret)
        try await namespace.apply(example: "extend", kinds: ["Deployment", "Service"])
        let address = try await namespace.untilOwnPodAnswers()
        let before = try await namespace.specs(of: ["deployment,service"])

        try await namespace.apply(example: "extend", kinds: ["PodPattern"])
        try await namespace.untilReady("elasticsearch")
        let pod = try await namespace.address(ofPodLabeled: "app=elasticsearch")
        #expect(try await namespace.address(ofService: "elasticsearch") == address)
        try await eventually("https with the authority's certificate") {
          let page = try await Node.get(
            "https://\(host):9200", "--cacert", authority.root.path, "--resolve", "\(host):9200:\(address)")
          return page.contains("cluster_name") && page.hasSuffix("HTTP 200") ? true : nil
        }
        #expect(try await Node.get("http://\(address):9200").hasSuffix("HTTP 400"), "plain http is refused")
        #expect(try await Node.isReachable(pod, port: 9200))
        #expect(try await !Node.isReachable(pod, port: 9201), "nobody reaches the application itself")
        try await eventually("metrics of Elasticsearch") {
          let page = try await Node.get("http://\(address):9114/metrics")
          return page.contains("elasticsearch_cluster_health_number_of_nodes") && page.hasSuffix("HTTP 200")
            ? true : nil
        }

        try await namespace.kubectl("delete", "podpattern", "elasticsearch", "--timeout=60s")
        #expect(try await namespace.specs(of: ["deployment,service"]) == before)
        #expect(try await !namespace.haveTraces("deployment,service"))
        #expect(try await namespace.untilOwnPodAnswers() == address)
        #expect(try await !Node.isReachable(address, port: 9114), "the exporter's port is gone")
      }
    }
  }
}

extension PodNamespace {
  /// Waits until the application has one pod, of its Deployment's template, that answers plain http through its Service.
  ///
  /// - Returns: the address of the Service.
  fileprivate func untilOwnPodAnswers() async throws -> String {
    try await kubectl("rollout", "status", "deployment/elasticsearch", "--timeout=120s")
    _ = try await address(ofPodLabeled: "app=elasticsearch")
    let address = try await address(ofService: "elasticsearch")
    try await eventually("plain http through the Service") {
      try await Node.get("http://\(address):9200").hasSuffix("HTTP 200") ? true : nil
    }
    return address
  }
}
