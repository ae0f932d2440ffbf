import ControllerRuntime
import CoreMetrics
import TestSupport
import Testing

@Suite(
  "The endpoint, scraped by a real Prometheus",
  .enabled(if: Prometheus.program != nil, "needs prometheus on the PATH (Debian: prometheus)"),
  .timeLimit(.minutes(10)))
struct PrometheusScrapeTests {
  @Test("Prometheus finds the target up and has the values")
  func scrape() async throws {
    let registry = PrometheusRegistry(logger: .silent)
    Counter(label: "controller_runtime_reconcile_total", dimensions: [("result", "a\"b")], factory: registry)
      .increment(by: 42)
    Timer(label: "controller_runtime_reconcile_time_seconds", factory: registry).recordMilliseconds(20)
    try await HTTPEndpoint.with(routes: [MetricsRoute(registry: registry)]) { port in
      try await Prometheus.scraping(port: port, in: try TemporaryDirectory()) { web in
        try await Prometheus.waitFor("up", "1", web: web)
        try await Prometheus.waitFor("controller_runtime_reconcile_total", "42", web: web)
        try await Prometheus.waitFor("controller_runtime_reconcile_time_seconds_count", "1", web: web)
      }
    }
  }

  @Test(
    "Over TLS, Prometheus is let in by its token only once the API server's RBAC allows it",
    .enabled(if: TestServer.isAvailable, "\(TestServer.requirement)"),
    .enabled(if: Programs.find("openssl") != nil, "needs openssl on the PATH"))
  func secured() async throws {
    try await TestServer.withNamespace { client, namespace in
      let reader = try await MetricsReader(client: client, namespace: namespace)
      let directory = try TemporaryDirectory()
      let authority = try await TestAuthority("authority", in: directory)
      let issued = try await authority.issue("operator", for: "IP:127.0.0.1")
      let certificate = try ServingCertificate(certificate: issued.path, key: issued.keyPath, logger: .silent)
      let registry = PrometheusRegistry(logger: .silent)
      registry.register { [.gauge("secured", 7)] }
      let clock = ManualClock()
      let reviewer = AccessReviewer(client: client, clock: RuntimeClock(clock), logger: .silent)
      let routes = [MetricsRoute(registry: registry, reviewer: reviewer)]
      try await HTTPEndpoint.with(routes: routes, certificate: certificate) { port in
        let settings = [
          "scheme: https", "tls_config: {ca_file: \(authority.root.path)}",
          "authorization: {credentials: \(reader.token)}",
        ]
        try await Prometheus.scraping(port: port, settings, in: directory) { web in
          try await Prometheus.waitFor("up", "0", web: web)
          try await reader.whileAllowed {
            // A refusal is kept for ten seconds.
            try await Prometheus.waitFor("secured", "7", web: web) { clock.advance(by: .seconds(10)) }
          }
        }
      }
    }
  }
}
