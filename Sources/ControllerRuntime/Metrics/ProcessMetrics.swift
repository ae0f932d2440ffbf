// What Linux knows of this process, under the names that every Prometheus client uses.
#if os(Linux)
  import FoundationEssentials
  #if canImport(Glibc)
    import Glibc
  #else
    import Musl
  #endif

  extension PrometheusRegistry {
    /// Adds `process_cpu_seconds_total`, `process_resident_memory_bytes`, `process_start_time_seconds` and
    /// `process_open_fds`, read from `/proc` at each scrape.
    public func registerProcessMetrics() {
      register {
        [
          ProcessStatistics.read()?.samples ?? [],
          ProcessStatistics.openFiles().map { [.gauge("process_open_fds", Double($0))] } ?? [],
        ].flatMap(\.self)
      }
    }
  }

  /// The fields of `/proc/self/stat` that count, in seconds and bytes.
  struct ProcessStatistics {
    let cpuSeconds: Double
    let startTime: Double
    let residentBytes: Double

    /// - Parameters:
    ///   - stat: the text of `/proc/self/stat`.
    ///   - system: the text of `/proc/stat`, which tells when the machine was started.
    init?(stat: String, system: String, ticksPerSecond: Double, pageSize: Double) {
      // The second field is the program's name in parentheses, which may contain both blanks and parentheses.
      guard let nameEnd = stat.lastIndex(of: ")") else { return nil }
      let fields = stat[stat.index(after: nameEnd)...].split(separator: " ").map { Double($0) }
      // The first of them is field 3, `state`, of proc(5).
      guard fields.count > 21, let user = fields[11], let kernel = fields[12], let start = fields[19],
        let pages = fields[21], let boot = Self.bootTime(system)
      else { return nil }
      cpuSeconds = (user + kernel) / ticksPerSecond
      startTime = boot + start / ticksPerSecond
      residentBytes = pages * pageSize
    }

    /// `nil` where `/proc` is not what it should be.
    static func read() -> ProcessStatistics? {
      guard let stat = text(of: "/proc/self/stat"), let system = text(of: "/proc/stat") else { return nil }
      return ProcessStatistics(
        stat: stat, system: system, ticksPerSecond: Double(sysconf(Int32(_SC_CLK_TCK))),
        pageSize: Double(sysconf(Int32(_SC_PAGESIZE))))
    }

    static func openFiles() -> Int? {
      try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    }

    var samples: [MetricSample] {
      [
        .counter("process_cpu_seconds_total", cpuSeconds), .gauge("process_start_time_seconds", startTime),
        .gauge("process_resident_memory_bytes", residentBytes),
      ]
    }

    private static func text(of path: String) -> String? {
      (try? Data(contentsOf: URL(filePath: path))).map { String(decoding: $0, as: UTF8.self) }
    }

    private static func bootTime(_ system: String) -> Double? {
      system.split(separator: "\n").first { $0.hasPrefix("btime ") }.flatMap { Double($0.dropFirst(6)) }
    }
  }
#endif
