import JSONTree
import TestSupport

/// What it costs to enforce a policy on so many workloads, and to follow changes afterwards.
struct PolicyEnforcement: Sendable {
  /// From the policy's resumption until all its workloads are extended, and it says so.
  let extending: Cost
  /// That of the operator.
  let memory: Memory?
  let changes: PolicyChanges
  /// From the policy's deletion until all its workloads have been given back.
  let releasing: Cost
  /// What the operator writes as the status of a PodPattern that it has made, with `{name}`.
  let memberStatus: JSON

  /// The most memory that a process has had, in bytes.
  struct Memory: Sendable {
    /// While the policy was suspended.
    let idle: Int
    /// Until all workloads were extended.
    let peak: Int
    var growth: Int { peak - idle }
  }
}

extension Session {
  /// Measures, and takes everything away again.
  ///
  /// - Parameters:
  ///   - size: how many workloads there are in one namespace.
  ///   - rounds: how often one namespace leaves and joins.
  func enforce(
    _ policy: MeasuredPolicy, perNamespace size: Int, rounds: Int
  ) async throws -> PolicyEnforcement {
    let namespaces = try await makeMatchedWorkloads(policy, perNamespace: size)
    let result = try await OperatedPolicy.with(self, policy) { operated in
      let process = operated.program.processIdentifier
      let idle = ProgramUsage(of: process)
      let extending = try await Cost.measure(process) {
        try await operated.resume()
        return try await operated.untilExtended(operated.session.count)
      }
      let peak = ProgramUsage(of: process)
      let changes = try await PolicyChanges.measure(
        operated, namespace: namespaces[0].name, with: namespaces[0].workloads.count, rounds: rounds)
      let memberStatus = operated.memberStatus(name(0))
      return PolicyEnforcement(
        extending: extending,
        memory: idle.flatMap { idle in peak.map { .init(idle: idle.peakMemory, peak: $0.peakMemory) } },
        changes: changes, releasing: try await Cost.measure(process) { try await operated.delete() },
        memberStatus: memberStatus)
    }
    for (namespace, workloads) in namespaces {
      try await concurrently(workloads) { try await deleteOwned($0, in: namespace) }
    }
    return result
  }

  /// Makes namespaces that a policy means, with so many Deployments in each.
  private func makeMatchedWorkloads(
    _ policy: MeasuredPolicy, perNamespace size: Int
  ) async throws -> [(name: String, workloads: [String])] {
    var namespaces: [(String, [String])] = []
    for start in stride(from: 0, to: count, by: size) {
      let namespace = try await makeNamespace("matched", labels: .object([policy.label: .string(policy.name)]))
      let workloads = Array(names[start..<min(start + size, count)])
      try await concurrently(workloads) { try await create($0, in: namespace) }
      namespaces.append((namespace, workloads))
    }
    return namespaces
  }
}
