import JSONTree
import Subprocess
import TestSupport
import Testing

/// An exporter of Debian 12.
enum Exporter: String {
  case elasticsearch, nginx, redis, postgres

  private var program: String { "prometheus-\(rawValue)-exporter" }

  /// In the directory `PODPATTERN_TEST_EXPORTERS`, else on the `PATH`.
  var path: String? {
    Programs.environment("PODPATTERN_TEST_EXPORTERS").map { "\($0)/\(program)" } ?? Programs.find(program)
  }

  /// What a test says that is skipped where it is missing.
  var requirement: Comment {
    "needs \(program) on the PATH, or its directory in PODPATTERN_TEST_EXPORTERS (Debian: \(program))"
  }
}

/// The exporters of Debian 12 with the flags and variables that the library gives the pinned ones.
///
/// Debian 12 has none for memcached and JMX, and other programs or older ones than the pinned for MySQL and MongoDB: those
/// are only composed, in ``PresetTests``.
@Suite("Exporters start with the generated flags", .enabled(if: Curl.path != nil, "needs curl on the PATH"))
struct ExporterTests {
  @Test(
    "Elasticsearch's asks the application",
    .enabled(if: Exporter.elasticsearch.path != nil, Exporter.elasticsearch.requirement),
    .enabled(if: Nginx.path != nil, Nginx.requirement))
  func elasticsearch() async throws {
    try await asksOverHTTP(.elasticsearch, for: "GET /_", metric: "elasticsearch_")
  }

  @Test(
    "nginx's asks the application", .enabled(if: Exporter.nginx.path != nil, Exporter.nginx.requirement),
    .enabled(if: Nginx.path != nil, Nginx.requirement))
  func nginx() async throws { try await asksOverHTTP(.nginx, for: "GET /stub_status ", metric: "nginx_up 1") }

  @Test(
    "Redis' asks the application", .enabled(if: Exporter.redis.path != nil, Exporter.redis.requirement),
    .enabled(if: Redis.path != nil, Redis.requirement))
  func redis() async throws {
    let port = try Loopback.freePort()
    let arguments = ["--bind", "127.0.0.1", "--port", "\(port)", "--save", ""]
    try await Programs.during(try #require(Redis.path), arguments) {
      try await Loopback.waitForListener(on: port)
      try await expectMetric("redis_up 1", of: .redis, applicationPort: port)
    }
  }

  /// One that finds nobody says so, and is up all the same.
  @Test(
    "PostgreSQL's tells that there is no application",
    .enabled(if: Exporter.postgres.path != nil, Exporter.postgres.requirement))
  func postgres() async throws {
    try await expectMetric("pg_up 0", of: .postgres, applicationPort: try Loopback.freePort())
  }

  private func asksOverHTTP(_ exporter: Exporter, for request: String, metric: String) async throws {
    let directory = try TemporaryDirectory()
    let port = try Loopback.freePort()
    let locations = """
      location /stub_status { stub_status; }
      default_type application/json;
      location = / { return 200 '{"cluster_name": "stand-in", "version": {"number": "7.9.3"}}'; }
      location ~ ^/_ { return 200 '{"cluster_name": "stand-in", "nodes": {}}'; }
      """
    try await Nginx.duringApplication(on: port, in: directory, locations: locations) {
      try await expectMetric(metric, of: exporter, applicationPort: port)
    }
    let asked = TemporaryDirectory.read("\(directory.path)/application.log")
    #expect(asked.contains(request), "\(asked)")
  }

  private func expectMetric(_ metric: String, of exporter: Exporter, applicationPort: Int) async throws {
    let port = try Loopback.freePort()
    let composed = try Composed(
      PresetTests.manifest("preset: \(exporter), port: \(port), applicationPort: \(applicationPort), path: /figures"))
    let container = try composed.container("m")
    let answer = try await Programs.during(
      try #require(exporter.path), container.commandLine, environment: container.environment()
    ) {
      try await Loopback.waitForListener(on: port)
      return try await Curl.ask("http://127.0.0.1:\(port)/figures")
    }
    #expect(answer.hasSuffix("200"), "\(answer.suffix(300))")
    #expect(answer.contains("\n\(metric)"), "\(answer.suffix(2000))")
  }
}
