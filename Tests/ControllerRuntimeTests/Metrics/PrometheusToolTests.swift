import ControllerRuntime
import CoreMetrics
import Logging
import TestSupport
import Testing

@Suite("The exposition, judged by Prometheus' own tool")
struct PrometheusToolTests {
  static let promtool = Programs.find("promtool")

  @Test(
    "promtool check metrics has nothing to say of any metric that this package describes",
    .enabled(if: promtool != nil, "needs promtool on the PATH (Debian: prometheus)"))
  func lint() async throws {
    let registry = PrometheusRegistry(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    #if os(Linux)
      registry.registerProcessMetrics()
    #endif
    for name in MetricDescription.known.keys.sorted() where !name.hasPrefix("process_") {
      if name.hasSuffix("_total") {
        Counter(label: name, dimensions: [("name", "a\"\\\n\u{1F980}")], factory: registry).increment()
      } else if name.hasSuffix("_time_seconds") || name.hasSuffix("_duration_seconds") {
        Timer(label: name, dimensions: [("name", "a")], factory: registry).recordSeconds(1)
      } else {
        Gauge(label: name, dimensions: [("name", "a")], factory: registry).record(1)
      }
    }
    let directory = try TemporaryDirectory()
    try TemporaryDirectory.write(registry.scrape(), to: "\(directory.path)/metrics")
    let output = try await Programs.run(
      "/bin/sh", ["-c", "'\(Self.promtool ?? "")' check metrics < '\(directory.path)/metrics'; echo \"exit $?\""])
    #expect(output == "exit 0\n")
  }
}
