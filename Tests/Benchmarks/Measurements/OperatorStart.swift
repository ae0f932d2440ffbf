import TestSupport

/// From the start of the operator's process until every object that was there before is ready.
struct OperatorStart {
  let took: Duration
  /// At that moment; `nil` where there is no `/proc`.
  let usage: ProgramUsage?

  /// Measures, and goes on with the operator still running.
  static func with<Result: Sendable>(
    _ session: Session, namespace: String,
    _ body: @escaping @Sendable (OperatorStart, RunningProgram) async throws -> Result
  ) async throws -> Result {
    try await session.createAll(in: namespace)
    return try await ObjectWatch.with(
      session, session.subject.resource, namespace: namespace, condition: session.subject.ready.holds
    ) { watch in
      let start = ContinuousClock.now
      return try await session.withOperator(in: namespace) { program in
        let end = try await watch.untilMatching(session.count)
        let usage = ProgramUsage(of: program.processIdentifier)
        return try await body(OperatorStart(took: end - start, usage: usage), program)
      }
    }
  }
}
