import JSONTree
import KubernetesClient
import TestSupport

/// A policy with an operator that follows it, and the driver's watches of both the policy and what it makes.
struct OperatedPolicy: Sendable {
  let session: Session
  let policy: MeasuredPolicy
  let program: RunningProgram
  private let members: ObjectWatch
  private let policies: ObjectWatch

  /// Creates the policy and runs the operator while the body runs; the policy is suspended, and the operator has said so.
  static func with<Result: Sendable>(
    _ session: Session, _ policy: MeasuredPolicy, _ body: @escaping @Sendable (OperatedPolicy) async throws -> Result
  ) async throws -> Result {
    try await session.client.create(MeasuredPolicy.resource, policy.manifest)
    return try await ObjectWatch.with(
      session, session.subject.resource, namespace: nil, condition: session.subject.ready.holds
    ) { members in
      try await ObjectWatch.with(session, MeasuredPolicy.resource, namespace: nil) { policies in
        try await session.withOperator { program in
          _ = try await policies.until(policy.name, ReadyCondition(type: "Ready", value: "Suspended").holds)
          return try await body(
            OperatedPolicy(session: session, policy: policy, program: program, members: members, policies: policies))
        }
      }
    }
  }

  /// Has the policy do its work.
  func resume() async throws {
    try await session.client.patch(MeasuredPolicy.resource, policy.key, mergePatch: ["spec": ["suspend": false]])
  }

  /// Deletes the policy, and waits until all workloads have been given back.
  func delete() async throws -> ContinuousClock.Instant {
    try await session.client.delete(MeasuredPolicy.resource, policy.key)
    return try await members.untilAllMatching(0)
  }

  /// Gives a namespace the label by which the policy means it, or takes it away.
  func setMatched(_ isMatched: Bool, _ namespace: String) async throws {
    try await setLabel(policy.label, of: namespace, to: isMatched ? .string(policy.name) : .null)
  }

  /// Sets a label of a namespace.
  func setLabel(_ label: String, of namespace: String, to value: JSON) async throws {
    try await session.client.patch(
      .namespaces, ObjectKey(name: namespace), mergePatch: ["metadata": ["labels": .object([label: value])]])
  }

  /// Waits until so many workloads, and no others, are extended, and the policy says so.
  func untilExtended(_ count: Int) async throws -> ContinuousClock.Instant {
    _ = try await members.untilAllMatching(count)
    return try await policies.until(policy.name) { policy.says(count, in: $0) }
  }

  /// The status of one of the PodPatterns that the policy has made, with `{name}`.
  func memberStatus(_ name: String) -> JSON {
    members[session.subject.objectName(name)]?["status"]?.replacing(name, with: "{name}") ?? [:]
  }
}
