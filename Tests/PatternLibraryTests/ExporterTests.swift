import JSONTree
import Subprocess
import TestSupport
import Testing

/// The exporters of Debian 12 with the flags and variables that the library gives the pinned ones.
///
/// Each is left out where it is missing (`apt-get install --no-install-recommends prometheus-…-exporter`, or the
/// directory with the programs in `PODPATTERN_TEST_EXPORTERS`). Debian 12 has none for memcached and JMX, and other programs
/// or older ones than the pinned for MySQL and MongoDB: those are only composed, in ``PresetTests``.
@Suite("Exporters", .enabled(if: Nginx.path != nil && Programs.find("curl") != nil))
struct ExporterTests {
  /// An exporter, the first of its metrics, and whether it asks the application over HTTP.
  @Test(
    "start with the generated flags and ask the application",
    arguments: [
      ("elasticsearch", "elasticsearch_", true), ("nginx", "nginx_up 1", true), ("redis", "redis_up 1", false),
      ("postgres", "pg_up 0", false),
    ])
  func exporter(preset: String, metric: String, isHTTP: Bool) async throws {
    let program = "prometheus-\(preset)-exporter"
    let chosen = Programs.environment("PODPATTERN_TEST_EXPORTERS").map { "\($0)/\(program)" }
    guard let path = chosen ?? Programs.find(program) else { return }

    let directory = try TemporaryDirectory()
    let (port, applicationPort) = (try Loopback.freePort(), try Loopback.freePort())
    let composed = try Composed(
      Manifest.app(
        patterns: """
            - name: metrics
              adapter:
                prometheusExporter:
                  {preset: \(preset), port: \(port), applicationPort: \(applicationPort), path: /figures}
          """))
    let container = try composed.container("metrics")
    let (arguments, variables) = (container.commandLine, container.environment())

    let locations = """
      location /stub_status { stub_status; }
      default_type application/json;
      location = / { return 200 '{"cluster_name": "stand-in", "version": {"number": "7.9.3"}}'; }
      location ~ ^/_ { return 200 '{"cluster_name": "stand-in", "nodes": {}}'; }
      """
    if preset == "redis", let redis = Redis.path {
      return try await Programs.during(redis, ["--bind", "127.0.0.1", "--port", "\(applicationPort)", "--save", ""]) {
        try await Loopback.waitForListener(on: applicationPort)
        try await expectMetric(metric, of: path, arguments, variables, on: port)
      }
    }
    // One that finds nobody says so, and is up all the same.
    guard isHTTP else { return try await expectMetric(metric, of: path, arguments, variables, on: port) }
    try await Nginx.duringApplication(on: applicationPort, in: directory, locations: locations) {
      try await expectMetric(metric, of: path, arguments, variables, on: port)
    }
    let asked = TemporaryDirectory.read("\(directory.path)/application.log")
    #expect(asked.contains(preset == "nginx" ? "GET /stub_status " : "GET /_"), "\(asked)")
  }

  private func expectMetric(
    _ metric: String, of exporter: String, _ arguments: [String], _ variables: [Environment.Key: String?], on port: Int
  ) async throws {
    let answer = try await Programs.during(exporter, arguments, environment: variables) {
      try await Loopback.waitForListener(on: port)
      return try await Programs.run(
        try #require(Programs.find("curl")),
        ["-s", "--noproxy", "*", "--max-time", "20", "-w", "%{http_code}", "http://127.0.0.1:\(port)/figures"])
    }
    #expect(answer.hasSuffix("200"), "\(answer.suffix(300))")
    #expect(answer.contains("\n\(metric)"), "\(answer.suffix(2000))")
  }
}
