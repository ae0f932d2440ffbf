import ControllerRuntime
import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI
import Synchronization

/// Finds out in memory what policies would do to workloads, with the composer that would do it.
///
/// A workload is composed again when its spec or the policy's definition has changed.
final class PolicyAuditor: Sendable {
  /// What a verdict depends on.
  private struct Basis: Hashable {
    let uid: String
    let generation: Int
    let definition: Fingerprint
  }

  private let composer: Composer
  private let targets: Targets
  private let known = Mutex<[String: [ObjectID: (basis: Basis, verdict: AuditVerdict)]]>([:])
  /// After how many compositions others have a turn: everything runs on few threads.
  private static let turn = 10

  init(composer: Composer, targets: Targets) {
    self.composer = composer
    self.targets = targets
  }

  /// The verdict on each workload; those that have gone meanwhile have none.
  ///
  /// - Parameter definition: what the policy would give them.
  func verdicts(
    on workloads: [MatchedWorkloads.Workload], by policy: ObservedPolicy, giving definition: PolicyDefinition
  ) async throws -> [(id: ObjectID, verdict: AuditVerdict)] {
    let before = known.withLock { $0[policy.name] ?? [:] }
    var after: [ObjectID: (basis: Basis, verdict: AuditVerdict)] = [:]
    var composed = 0
    for workload in workloads {
      let basis = Basis(
        uid: workload.facts.uid, generation: workload.facts.generation, definition: definition.fingerprint)
      if let entry = before[workload.id], entry.basis == basis {
        after[workload.id] = entry
        continue
      }
      guard let live = try targets.live(workload.id) else { continue }
      after[workload.id] = (basis, verdict(on: workload, live, by: policy, giving: definition))
      composed += 1
      if composed.isMultiple(of: Self.turn) {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
    known.withLock { [after] in $0[policy.name] = after }
    return workloads.compactMap { workload in after[workload.id].map { (workload.id, $0.verdict) } }
  }

  /// Why workloads cannot be extended, of those that cannot.
  ///
  /// - Parameter definition: what the policy would give them.
  func obstacles(
    to workloads: [MatchedWorkloads.Workload], by policy: ObservedPolicy, giving definition: PolicyDefinition
  ) async throws -> [ObjectID: WorkloadFailure] {
    let verdicts = try await verdicts(on: workloads, by: policy, giving: definition)
    let failures = verdicts.compactMap { id, verdict -> (ObjectID, WorkloadFailure)? in
      if case .failed(let reason) = verdict { (id, reason) } else { nil }
    }
    return Dictionary(uniqueKeysWithValues: failures)
  }

  /// Forgets a policy that audits no more.
  func forget(_ policy: String) { known.withLock { _ = $0.removeValue(forKey: policy) } }

  private func verdict(
    on workload: MatchedWorkloads.Workload, _ live: LiveTarget, by policy: ObservedPolicy,
    giving definition: PolicyDefinition
  ) -> AuditVerdict {
    let revision = PolicyRevision(number: 0, definition: definition, delivery: .template)
    let member = DesiredMember(workload, revision: revision, of: policy, since: .distantPast)
    let podPattern: PodPattern
    do {
      podPattern = try PodPattern.decode(member.content)
    } catch {
      return AuditVerdict(.failure(problems: error.problems), live: live.object)
    }
    guard let target = podPattern.spec.target else { return .wouldChange }
    let state = TargetState([live], of: member.key.name, target)
    return AuditVerdict(composer.compose(podPattern, target: state), live: live.object)
  }
}
