import ControllerRuntime
import PodPatternAPI

/// Tells by events when a policy comes to something new: events cost the API server as much as any write.
struct PolicyReporter: Sendable {
  let record: @Sendable (Event) -> Void

  func report(_ progress: PolicyProgress, of policy: ObservedPolicy) {
    let conditions = Conditions(progress)
    let regarding = ObjectReference(
      apiVersion: ClusterPodPattern.apiVersion, kind: ClusterPodPattern.kind, key: policy.key, uid: policy.uid)
    if let stalled = conditions.stalled, isNews(stalled, "Stalled", of: policy) {
      record(
        Event(
          .warning, regarding: regarding, reason: stalled.reason, action: "Enforce",
          note: Self.note(progress)))
    } else if conditions.ready.status == .true, isNews(conditions.ready, "Ready", of: policy) {
      record(
        Event(
          .normal, regarding: regarding, reason: conditions.ready.reason, action: "Enforce",
          note: conditions.ready.message))
    }
  }

  /// What stands in the way, without values: more people may read events than policies.
  private static func note(_ progress: PolicyProgress) -> String {
    switch progress.outcome {
    case .invalid(let problems): problems.map(\.summary).joined(separator: "; ")
    case .enforced:
      "failed: "
        + progress.failures.map { "\($0.id.resource.kind) \($0.id.key) (\($0.reason.reason))" }.joined(separator: ", ")
    case .notAdmissible(let refusal): refusal.summary
    case .suspended, .admitting, .listing, .revisionNotKept, .releasing, .audited:
      Conditions(progress).ready.message
    }
  }

  private func isNews(_ verdict: Conditions.Verdict, _ type: String, of policy: ObservedPolicy) -> Bool {
    let before = policy.status?.condition(type)
    return before?.status != verdict.status || before?.reason != verdict.reason
  }
}
