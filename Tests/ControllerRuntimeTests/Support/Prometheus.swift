import TestSupport

/// A real Prometheus that scrapes one target of a test.
enum Prometheus {
  static let program = Programs.find("prometheus")

  /// Scrapes while the body runs.
  ///
  /// - Parameters:
  ///   - port: of the target on the loopback interface.
  ///   - settings: further lines of the job in `prometheus.yml`, such as its scheme.
  ///   - body: is given the port that Prometheus answers queries on.
  static func scraping(
    port: Int, _ settings: [String] = [], in directory: TemporaryDirectory,
    _ body: @escaping @Sendable (_ web: Int) async throws -> Void
  ) async throws {
    let job = ["scrape_interval: 100ms", "static_configs: [{targets: [\"127.0.0.1:\(port)\"]}]"] + settings
    try TemporaryDirectory.write(
      "scrape_configs:\n- job_name: operator\n" + job.map { "  \($0)\n" }.joined(),
      to: "\(directory.path)/prometheus.yml")
    let web = try Loopback.freePort()
    try await Programs.during(
      program ?? "",
      [
        "--config.file=\(directory.path)/prometheus.yml", "--storage.tsdb.path=\(directory.path)/data",
        "--web.listen-address=127.0.0.1:\(web)",
      ]
    ) {
      try await Loopback.waitForListener(on: web)
      try await body(web)
    }
  }

  /// Waits until a query has a value; `between` runs before each look.
  static func waitFor(
    _ query: String, _ value: String, web: Int, between: @Sendable () -> Void = {}
  ) async throws {
    try await eventually("Prometheus has \(query) = \(value)") {
      between()
      let answer = try await RawConnection.get("/api/v1/query?query=\(query)", port: web)
      return answer.contains("\"\(value)\"]") ? true : nil
    }
  }
}
