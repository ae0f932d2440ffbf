import JSONTree
import KubernetesClient
import Logging

/// Writes and deletes the members of policies, several at once.
struct MemberKeeper: Sendable {
  let writer: MemberWriter
  let knowledge: MemberKnowledge

  /// How many requests are under way at most.
  private static let width = 8

  /// Writes members.
  ///
  /// - Parameter isCurrent: whether the plan is still that of the policy; once it is not, the rest of it is left.
  /// - Throws: `KubernetesError` where it can be tried again; what the server refuses is noted.
  func carryOut(
    _ plan: MemberPlan, for policy: ObservedPolicy, logger: Logger, while isCurrent: @escaping @Sendable () -> Bool
  ) async throws {
    try await forEach(plan.writes.prefix(MemberPlan.batch(of: plan.workloads.count))) { write in
      guard isCurrent() else { return }
      try await carryOut(write, wanted: plan.wanted, for: policy, logger: logger)
    }
  }

  private func carryOut(
    _ write: MemberPlan.Write, wanted: Fingerprint, for policy: ObservedPolicy, logger: Logger
  ) async throws(KubernetesError) {
    let key = write.desired.key
    do {
      let member = try await writer.write(write.desired, over: write.present)
      knowledge.refusals.forget(key, of: policy.name)
      if let member { knowledge.memory.note(key, of: policy.name, member, isAsWanted: wanted) }
      logger.info("applied", metadata: ["member": "\(key)", "because": write.present == nil ? "missing" : "changed"])
    } catch {
      guard error.isFinal else { throw error }
      knowledge.refusals.note(error, of: key, of: policy.name, wanted: wanted)
    }
  }

  /// Deletes the members of a policy that are not among those that are wanted.
  ///
  /// - Returns: whether all have been.
  /// - Throws: `KubernetesError`.
  func delete(allBut wanted: Set<ObjectKey>, of policy: String, owner: String?, logger: Logger) async throws -> Bool {
    let members = knowledge.members.all(of: policy)
    let surplus =
      members
      .filter { key, member in (!wanted.contains(key) || member.owner != owner) && !member.isBeingDeleted }
      .sorted { $0.key < $1.key }
    let batch = MemberPlan.batch(of: members.count)
    try await forEach(surplus.prefix(batch)) { key, member in
      try await writer.delete(key, member)
      logger.info("deleted", metadata: ["member": "\(key)"])
    }
    return surplus.count <= batch
  }

  /// Does all, and throws then what went wrong first.
  private func forEach<Element: Sendable>(
    _ elements: some Sequence<Element>, _ body: @escaping @Sendable (Element) async throws -> Void
  ) async throws {
    var failure: (any Error)?
    await withTaskGroup(of: (any Error)?.self) { group in
      for (index, element) in elements.enumerated() {
        if index >= Self.width, let error = await group.next() ?? nil { failure = failure ?? error }
        group.addTask {
          do { try await body(element) } catch { return error }
          return nil
        }
      }
      for await error in group { failure = failure ?? error }
    }
    if let failure { throw failure }
  }
}

extension KubernetesError {
  /// Whether the server has decided, and decides so again until somebody changes something.
  fileprivate var isFinal: Bool { status != nil && !isRetryable && !isConflict }
}
