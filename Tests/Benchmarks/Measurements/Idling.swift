import TestSupport

/// What an operator uses while nothing happens.
struct Idling {
  let cpu: Duration?
  let requests: [AuditTrail.Request]

  /// Watches an operator for some time. Its requests are all those in its namespace: nobody else is there.
  static func measure(_ session: Session, namespace: String, program: Int32, for time: Duration) async throws -> Idling
  {
    // What was under way comes to rest first.
    try await ContinuousClock().sleep(for: .seconds(3))
    let (start, before) = (try session.audit.end(), ProgramUsage(of: program))
    try await ContinuousClock().sleep(for: time)
    let after = ProgramUsage(of: program)
    let requests = try session.audit.requests(from: start).filter { $0.namespace == namespace }
    return Idling(cpu: before.flatMap { before in after.map { $0.cpu - before.cpu } }, requests: requests)
  }
}
