import PatternLibrary
import PodPatternAPI

/// The three conditions that kstatus, `kubectl wait`, Argo CD and Flux read.
struct Conditions: Sendable {
  /// Applied *and* rolled out.
  let ready: Verdict
  /// On the way there.
  let reconciling: Verdict
  /// Not on the way: somebody has to change something.
  let stalled: Verdict

  /// One condition without its times.
  struct Verdict: Sendable {
    let status: Condition.Status
    let reason: String
    let message: String

    static func yes(_ reason: String, _ message: String) -> Verdict {
      Verdict(status: .true, reason: reason, message: message)
    }

    static func no(_ reason: String, _ message: String) -> Verdict {
      Verdict(status: .false, reason: reason, message: message)
    }
  }

  init(_ outcome: Outcome) {
    switch outcome {
    case .applied(let workload, .complete, let warnings):
      self.init(
        ready: .yes("RolledOut", "\(workload) is rolled out" + Self.text(of: warnings)),
        reconciling: .no("RolledOut", Self.atRest), stalled: .no("RolledOut", Self.unhindered))
    case .applied(let workload, .progressing, let warnings):
      self.init(waiting: "Progressing", "waiting for \(workload) to roll out" + Self.text(of: warnings))
    case .applied(let workload, .failed(let reason, let message), _):
      self.init(stalled: reason, "\(workload) does not roll out: \(message)")
    case .waiting(let reason, let message, _): self.init(waiting: reason, message)
    case .stalled(let reason, let message, _): self.init(stalled: reason, message)
    case .suspended:
      self.init(
        ready: .no("Suspended", "spec.suspend is true: nothing is applied until it is false"),
        reconciling: .no("Suspended", Self.atRest), stalled: .no("Suspended", Self.unhindered))
    }
  }

  private init(waiting reason: String, _ message: String) {
    self.init(ready: .no(reason, message), reconciling: .yes(reason, message), stalled: .no(reason, Self.unhindered))
  }

  private init(stalled reason: String, _ message: String) {
    self.init(ready: .no(reason, message), reconciling: .no(reason, Self.atRest), stalled: .yes(reason, message))
  }

  private init(ready: Verdict, reconciling: Verdict, stalled: Verdict) {
    self.ready = ready
    self.reconciling = reconciling
    self.stalled = stalled
  }

  // Not empty: old API servers take an empty text in an apply for none, and a condition must have one.
  private static let atRest = "nothing is under way"
  private static let unhindered = "nothing stands in the way"

  private static func text(of warnings: [Warning]) -> String {
    warnings.map { "; warning: \($0)" }.joined()
  }
}
