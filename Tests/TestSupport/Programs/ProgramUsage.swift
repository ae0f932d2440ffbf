import FoundationEssentials

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a process has used so far, as Linux's `/proc` tells it; none elsewhere.
public struct ProgramUsage: Sendable, Hashable {
  /// The CPU time of all its threads, in user and in kernel mode; counted in hundredths of a second.
  public let cpu: Duration
  /// The most memory it ever had in RAM, in bytes (`VmHWM`).
  public let peakMemory: Int

  /// Reads it; `nil` where there is no such process or no `/proc`.
  public init?(of process: Int32) {
    guard let stat = Self.read(process, "stat"), let status = Self.read(process, "status"),
      // The second field is the program's name in parentheses, which may hold spaces itself.
      let fields = stat.split(separator: ")").last?.split(separator: " "), fields.count > 12,
      let user = Int(fields[11]), let kernel = Int(fields[12]),
      let peak = status.split(separator: "\n").first(where: { $0.hasPrefix("VmHWM:") })?.split(separator: " ")
        .dropFirst(1)
        .first(where: { Int($0) != nil }).flatMap({ Int($0) })
    else { return nil }
    let ticksPerSecond = sysconf(Int32(_SC_CLK_TCK))
    guard ticksPerSecond > 0 else { return nil }
    cpu = .seconds(user + kernel) / ticksPerSecond
    peakMemory = peak << 10
  }

  private static func read(_ process: Int32, _ file: String) -> String? {
    (try? Data(contentsOf: URL(filePath: "/proc/\(process)/\(file)"))).map { String(decoding: $0, as: UTF8.self) }
  }
}
