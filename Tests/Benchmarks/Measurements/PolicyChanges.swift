import JSONTree
import TestSupport

/// What changes of namespaces cost once a policy is enforced.
struct PolicyChanges: Sendable {
  /// From the moment when a namespace loses the label by which the policy means it until its workloads have been given back.
  private(set) var leaving: [Cost] = []
  /// The same for a namespace that gets the label.
  private(set) var joining: [Cost] = []
  /// What the operator has written meanwhile that is not in that namespace, but for the policy's own status.
  private(set) var strays: [String] = []
  /// The CPU time that a change takes which concerns no workload: all of them are looked at.
  private(set) var look: Duration?

  private static let looks = 20

  /// - Parameter namespace: leaves and joins so many times, with a number of workloads.
  static func measure(
    _ operated: OperatedPolicy, namespace: String, with workloads: Int, rounds: Int
  ) async throws -> PolicyChanges {
    let count = operated.session.count
    var changes = PolicyChanges()
    for _ in 0..<rounds {
      changes.leaving.append(try await changes.change(operated, namespace, isMatched: false, until: count - workloads))
      changes.joining.append(try await changes.change(operated, namespace, isMatched: true, until: count))
    }
    if rounds > 0 { changes.look = try await look(operated) }
    return changes
  }

  private mutating func change(
    _ operated: OperatedPolicy, _ namespace: String, isMatched: Bool, until count: Int
  ) async throws -> Cost {
    try await operated.session.untilQuiet()
    let from = try operated.session.audit.end()
    let cost = try await Cost.measure(operated.program.processIdentifier) {
      try await operated.setMatched(isMatched, namespace)
      let end = try await operated.untilExtended(count)
      // Time for what comes after it, which it costs as well.
      try await ContinuousClock().sleep(for: .seconds(3))
      return end
    }
    strays += try operated.session.operatorWrites(since: from)
      .filter { $0.namespace != namespace && $0.resource != "clusterpodpatterns/status" }.map(\.description)
    return cost
  }

  /// So far apart that each is looked at for itself.
  private static func look(_ operated: OperatedPolicy) async throws -> Duration? {
    let namespace = try await operated.session.makeNamespace("empty")
    try await operated.session.untilQuiet()
    let cost = try await Cost.measure(operated.program.processIdentifier) {
      for round in 0..<looks {
        try await operated.setLabel("round", of: namespace, to: .string("\(round)"))
        try await ContinuousClock().sleep(for: .seconds(1))
      }
      return .now
    }
    return cost.cpu.map { $0 / looks }
  }
}
