/// A start on a cluster where everything is applied already.
///
/// One object is changed while the operator is away: when that change is applied, the operator is back at work.
struct Restart {
  let took: Duration
  /// What it wrote beside that one object.
  let writes: [String]

  static func measure(_ session: Session, namespace: String) async throws -> Restart {
    let (name, value) = (session.name(session.count / 2), "changed-while-away")
    return try await ObjectWatch.with(session, session.subject.observed, namespace: namespace) { watch in
      try await session.change(name, in: namespace, to: value)
      let (from, start) = (try session.audit.end(), ContinuousClock.now)
      let took = try await session.withOperator(in: namespace) { _ in
        let end = try await watch.until(name) { $0.mentions(value) }
        // Time to write what it should not.
        try await ContinuousClock().sleep(for: .seconds(5))
        return end - start
      }
      let writes = try session.audit.requests(from: from)
        .filter { $0.isWrite && $0.namespace == namespace && !$0.name.hasPrefix(name) }
      return Restart(took: took, writes: writes.map(\.description))
    }
  }
}
