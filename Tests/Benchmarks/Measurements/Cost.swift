import TestSupport

/// What something takes: time, and the CPU time of a process.
struct Cost: Sendable {
  let took: Duration
  /// `nil` where there is no `/proc`.
  let cpu: Duration?

  /// - Parameter body: returns when that was done which the time is for; the CPU time is that of all of it.
  static func measure(
    _ process: Int32, _ body: () async throws -> ContinuousClock.Instant
  ) async throws -> Cost {
    let (before, start) = (ProgramUsage(of: process), ContinuousClock.now)
    let end = try await body()
    let after = ProgramUsage(of: process)
    return Cost(took: end - start, cpu: before.flatMap { before in after.map { $0.cpu - before.cpu } })
  }

  static func - (one: Cost, other: Cost) -> Cost {
    Cost(took: one.took - other.took, cpu: one.cpu.flatMap { own in other.cpu.map { own - $0 } })
  }
}
