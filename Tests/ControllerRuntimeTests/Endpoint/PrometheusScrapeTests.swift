import ControllerRuntime
import CoreMetrics
import TestSupport
import Testing

@Suite("The endpoint, scraped by a real Prometheus", .timeLimit(.minutes(2)))
struct PrometheusScrapeTests {
  static let prometheus = Programs.find("prometheus")

  @Test(
    "Prometheus finds the target up and has the values",
    .enabled(if: prometheus != nil, "needs prometheus on the PATH (Debian: prometheus)"))
  func scrape() async throws {
    let registry = PrometheusRegistry(logger: .silent)
    Counter(label: "controller_runtime_reconcile_total", dimensions: [("result", "a\"b")], factory: registry)
      .increment(by: 42)
    Timer(label: "controller_runtime_reconcile_time_seconds", factory: registry).recordMilliseconds(20)
    try await HTTPEndpoint.with(routes: [MetricsRoute(registry: registry)]) { port in
      let directory = try TemporaryDirectory()
      try TemporaryDirectory.write(
        """
        scrape_configs:
        - job_name: operator
          scrape_interval: 100ms
          static_configs: [{targets: ["127.0.0.1:\(port)"]}]
        """, to: "\(directory.path)/prometheus.yml")
      let web = try Loopback.freePort()
      try await Programs.during(
        Self.prometheus ?? "",
        [
          "--config.file=\(directory.path)/prometheus.yml", "--storage.tsdb.path=\(directory.path)/data",
          "--web.listen-address=127.0.0.1:\(web)",
        ]
      ) {
        try await Loopback.waitForListener(on: web)
        for (query, value) in [
          ("up", "1"), ("controller_runtime_reconcile_total", "42"),
          ("controller_runtime_reconcile_time_seconds_count", "1"),
        ] {
          try await eventually("Prometheus has \(query) = \(value)") {
            let answer = try await RawConnection.get("/api/v1/query?query=\(query)", port: web)
            return answer.contains("\"\(value)\"]") ? true : nil
          }
        }
      }
    }
  }
}
