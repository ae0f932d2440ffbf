#if os(Linux)
  import Logging
  import TestSupport
  import Testing

  @testable import ControllerRuntime

  @Suite("What Linux knows of the process")
  struct ProcessMetricsTests {
    @Test("The fields of proc(5), whatever the program is called")
    func fields() throws {
      let stat =
        "42 (a) b (c) S 1 1 1 0 -1 4194304 100 0 0 0 250 150 0 0 20 0 9 0 5000 123456 2000 18446744073709551615 1 1 0"
      let statistics = try #require(
        ProcessStatistics(
          stat: stat, system: "cpu 1\nbtime 1700000000\nprocesses 3\n", ticksPerSecond: 100, pageSize: 4096))
      #expect(statistics.cpuSeconds == 4)
      #expect(statistics.startTime == 1_700_000_050)
      #expect(statistics.residentBytes == 8_192_000)
    }

    @Test("Texts that are something else give nothing", arguments: ["", "42 S 1", "42 (x) S 1 2", ")"])
    func nonsense(stat: String) {
      #expect(ProcessStatistics(stat: stat, system: "btime 1", ticksPerSecond: 100, pageSize: 4096) == nil)
    }

    @Test("This process: it has used time and memory, and has files open")
    func real() async throws {
      let registry = PrometheusRegistry(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      registry.registerProcessMetrics()
      // The first hundredth of a second may not be over yet.
      let values = try await eventually("it has used time") {
        let values = Self.values(registry.scrape())
        return values["process_cpu_seconds_total"].map { $0 > 0 } == true ? values : nil
      }.value
      #expect(values.count == 4)
      #expect(try #require(values["process_resident_memory_bytes"]) > 1_000_000)
      #expect(try #require(values["process_start_time_seconds"]) > 1_700_000_000)
      #expect(try #require(values["process_open_fds"]) > 2)
    }

    private static func values(_ text: String) -> [String: Double] {
      Dictionary(
        uniqueKeysWithValues: text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { line in
          let parts = line.split(separator: " ")
          return (String(parts[0]), Double(parts[1]) ?? .nan)
        })
    }
  }
#endif
