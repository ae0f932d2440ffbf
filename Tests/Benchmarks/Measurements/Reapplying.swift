import TestSupport

/// What an operator writes while the owner of what it extends applies everything again.
struct Reapplying {
  let took: Duration
  let writes: [String]

  /// The operator's writes are all those in its namespace that are not the driver's own; the events of its start, which
  /// it writes slowly, are none that the owner causes.
  static func measure(_ session: Session, namespace: String) async throws -> Reapplying {
    // What was under way comes to rest first, and into the log.
    try await ContinuousClock().sleep(for: .seconds(3))
    let (from, start) = (try session.audit.end(), ContinuousClock.now)
    try await session.concurrently(session.names) { try await session.applyOwned($0, in: namespace) }
    let took = ContinuousClock.now - start
    // Time to write what it should not.
    try await ContinuousClock().sleep(for: .seconds(5))
    let writes = try session.audit.requests(from: from)
      .filter {
        $0.isWrite && $0.namespace == namespace && $0.resource != "events"
          && !$0.userAgent.hasPrefix("podpattern-tests")
      }
    return Reapplying(took: took, writes: writes.map(\.description))
  }
}
