/// Measures policies of several sizes, each with an operator of its own, and prints what a workload costs.
struct EnforcementReport: Sendable {
  let session: Session
  /// How many workloads there are each time, the fewest first.
  let counts: [Int]
  /// How many of them are in one namespace.
  let perNamespace: Int
  /// How often a namespace leaves and joins.
  let rounds: Int
  let policy: MeasuredPolicy

  private struct Row {
    let count: Int
    let enforcement: PolicyEnforcement

    var cost: WorkloadCost { WorkloadCost(enforcement.extending, memory: enforcement.memory?.growth, of: count) }

    /// What each further workload of a larger one costs.
    func further(to other: Row) -> WorkloadCost {
      WorkloadCost(
        other.enforcement.extending - enforcement.extending,
        memory: enforcement.memory.flatMap { own in other.enforcement.memory.map { $0.growth - own.growth } },
        of: other.count - count)
    }
  }

  func run() async throws {
    // The API server has then seen every kind, and it is known what the status of a member says.
    let warmUp = try await session(of: 1).enforce(policy, perNamespace: perNamespace, rounds: 0)
    var rows: [Row] = []
    for count in counts {
      let session = session(of: count)
      let bare = BareClient(
        session: session, namespace: try await session.makeNamespace("bare"), status: warmUp.memberStatus)
      let bareCost = try await BareStart(bare: bare).run()
      let row = Row(
        count: count, enforcement: try await session.enforce(policy, perNamespace: perNamespace, rounds: rounds))
      print(row, beside: WorkloadCost(bareCost, of: count))
      rows.append(row)
    }
    for (one, next) in zip(rows, rows.dropFirst()) {
      Swift.print("further workloads, from \(one.count) to \(next.count): \(one.further(to: next))")
    }
    guard let first = rows.first, let last = rows.last, rows.count > 1 else { return }
    Swift.print("each of \(last.count) beside each of \(first.count): \(last.cost.times(first.cost))")
  }

  private func session(of count: Int) -> Session {
    var session = session
    session.count = count
    return session
  }

  private func print(_ row: Row, beside bare: WorkloadCost) {
    let (count, enforcement) = (row.count, row.enforcement)
    Swift.print(
      """
      \(count) workloads, \(perNamespace) in a namespace
        bare client, \(session.inFlight) in flight: \(bare)
        policy, until all are extended and it says so: \(enforcement.extending.took.inSeconds); \(row.cost)
          beside the bare client: \(row.cost.times(bare))
      """)
    if let memory = enforcement.memory {
      Swift.print("    memory: idle \(memory.idle.inMebibytes), peak \(memory.peak.inMebibytes)")
    }
    print(enforcement.changes)
    let releasing = WorkloadCost(enforcement.releasing, of: count)
    Swift.print("  policy deleted, until all are given back: \(enforcement.releasing.took.inSeconds); \(releasing)")
  }

  private func print(_ changes: PolicyChanges) {
    for (title, costs) in [("leaves", changes.leaving), ("joins", changes.joining)] {
      let cpu = Samples(costs.compactMap(\.cpu)).median
      Swift.print(
        "  a namespace \(title), until its workloads have followed: "
          + "\(Samples(costs.map(\.took)).median.inMilliseconds), CPU \(cpu.inMilliseconds)")
    }
    Swift.print("    \(changes.strays.count) writes elsewhere, other than the policy's status")
    for write in changes.strays.prefix(10) { Swift.print("    \(write)") }
    if let look = changes.look { Swift.print("  a change that concerns no workload: CPU \(look.inMilliseconds)") }
  }
}
