import TestSupport

/// What an operator writes while the owner of what it extends applies everything again.
struct Reapplying {
  let took: Duration
  let writes: [String]

  static func measure(_ session: Session, namespace: String) async throws -> Reapplying {
    // What was under way comes to rest first, and into the log.
    try await ContinuousClock().sleep(for: .seconds(3))
    let (from, start) = (try session.audit.end(), ContinuousClock.now)
    try await session.concurrently(session.names) { try await session.applyOwned($0, in: namespace) }
    let took = ContinuousClock.now - start
    // Time to write what it should not.
    try await ContinuousClock().sleep(for: .seconds(5))
    let writes = try session.operatorWrites(since: from).filter { $0.namespace == namespace }
    return Reapplying(took: took, writes: writes.map(\.description))
  }
}
