import PodPatternAPI

// What the conditions of a policy say.

extension Conditions {
  init(_ progress: PolicyProgress) {
    switch progress.outcome {
    case .invalid(let problems):
      self.init(stalled: "InvalidSpec", problems.map(\.description).joined(separator: "\n"))
    case .suspended:
      self.init(atRest: "Suspended", "spec.suspend is true: nothing is changed until it is false")
    case .notAdmissible(let refusal): self.init(stalled: "NotAdmissible", refusal.message)
    case .admitting(releasing: 0):
      self.init(
        done: "Admitting",
        "the API server extends every new Pod that is matched; as it alone evaluates match.matchConditions, no workload is "
          + "restarted: do so by kubectl rollout restart")
    case .admitting(let count):
      self.init(waiting: "Releasing", "the API server extends new Pods: \(count) workloads are being given back")
    case .listing(let resource):
      self.init(waiting: "ListingWorkloads", "waiting for the first list of \(resource)")
    case .revisionNotKept(let number, let kept):
      let numbers = kept.isEmpty ? "none is" : "\(kept.map(String.init).joined(separator: ", ")) are"
      self.init(
        stalled: "RevisionNotFound",
        "spec.rollout.revision: Invalid value: \(number): is not kept; \(numbers). Nothing is changed until it names one, or is removed"
      )
    case .releasing(let count):
      self.init(waiting: "Releasing", "under Audit nothing is extended: \(count) workloads are being given back")
    case .audited(let counts): self.init(done: "Audited", Self.text(ofAudit: counts))
    case .enforced(let counts, let wave): self.init(counts, wave, progress.failures)
    }
  }

  private init(_ counts: PolicyCounts, _ wave: PolicyWave, _ failures: [WavePlan.Failure]) {
    let text = Self.text(of: counts, wave)
    let isAtRest = counts.updating == 0 && wave.soaking == 0
    if let failure = failures.first, wave.isStopped || (isAtRest && counts.pending == 0) {
      let names = "\(failure.id.resource.kind) \(failure.id.key) has failed: \(failure.reason.message)"
      let others = failures.count > 1 ? "; so have \(failures.count - 1) others, see status.failures" : ""
      let way =
        wave.isStopped && counts.pending > 0
        ? ". No other is changed until it is available or excluded, or spec.rollout.pauseOnFailure is false" : ""
      self.init(stalled: failure.reason.reason, "\(names)\(others)\(way); \(text)")
    } else if counts.pending == 0, isAtRest {
      self.init(done: "Enforced", text)
    } else if wave.isPaused, counts.updating == 0 {
      self.init(atRest: "Paused", "spec.rollout.paused is true; \(text)")
    } else {
      self.init(waiting: "RollingOut", text)
    }
  }

  private static func text(of counts: PolicyCounts, _ wave: PolicyWave) -> String {
    guard counts.matched > 0 else { return "no workload is matched" }
    let states = [
      (counts.updating, "rolling out"), (wave.soaking, "watched until the soak time is over"),
      (counts.pending, "waiting"), (counts.failed, "failed"),
    ]
    let rest = states.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
    return "\(counts.compliant) of \(counts.matched) workloads have revision \(wave.revision)\(rest)"
  }

  private static func text(ofAudit counts: PolicyCounts) -> String {
    guard counts.matched > 0 else { return "no workload is matched" }
    return "of \(counts.matched) workloads \(counts.pending) would change, \(counts.failed) cannot be extended, and "
      + "\(counts.compliant) have everything; nothing is written under Audit"
  }
}
