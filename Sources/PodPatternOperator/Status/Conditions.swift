import PatternLibrary
import PodPatternAPI

/// The conditions that kstatus, `kubectl wait`, Argo CD and Flux read.
///
/// `Ready` is always there. The others tell of what is out of the ordinary and are there only while it is, which kstatus calls
/// abnormal-true: every write and every event of the object carries along what is in it.
struct Conditions: Sendable {
  /// Applied *and* rolled out.
  let ready: Verdict
  /// On the way there; `nil` while nothing is under way.
  let reconciling: Verdict?
  /// Not on the way: somebody has to change something; `nil` while nothing stands in the way.
  let stalled: Verdict?
  /// Others own fields that the PodPattern wants to set; `nil` where they do not.
  let conflict: Verdict?

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
      self.init(done: "RolledOut", "\(workload) is rolled out", warnings)
    case .applied(let workload, .progressing, let warnings):
      self.init(waiting: "Progressing", "waiting for \(workload) to roll out", warnings)
    case .applied(let workload, .paused, let warnings):
      self.init(waiting: "Paused", "\(workload) is paused: its pods change when it is resumed", warnings)
    case .applied(let workload, .failed(let reason, let message), _):
      self.init(stalled: reason, "\(workload) does not roll out: \(message)")
    case .waiting(let reason, let message, _): self.init(waiting: reason, message)
    case .stalled(let reason, let message, _): self.init(stalled: reason, message)
    case .conflict(let refusal): self.init(stalled: "Conflict", Self.text(of: refusal), isConflict: true)
    case .suspended(let isGivenBack):
      let state = isGivenBack ? "nothing of this PodPattern is in its target" : "nothing is applied"
      self.init(atRest: "Suspended", "spec.suspend is true: \(state) until it is false")
    }
  }

  /// All is as it is wanted.
  init(done reason: String, _ message: String, _ warnings: [Warning] = []) {
    self.init(ready: .yes(reason, message + Self.text(of: warnings)))
  }

  /// Not all is as it is declared, and nothing is done about it, as the user wants it.
  init(atRest reason: String, _ message: String) { self.init(ready: .no(reason, message)) }

  /// Something has to happen first.
  init(waiting reason: String, _ message: String, _ warnings: [Warning] = []) {
    self.init(ready: .no(reason, message + Self.text(of: warnings)), reconciling: .yes(reason, message))
  }

  /// Somebody has to change something first.
  init(stalled reason: String, _ message: String, isConflict: Bool = false) {
    self.init(
      ready: .no(reason, message), stalled: .yes(reason, message), conflict: isConflict ? .yes(reason, message) : nil)
  }

  private init(
    ready: Verdict, reconciling: Verdict? = nil, stalled: Verdict? = nil, conflict: Verdict? = nil
  ) {
    self.ready = ready
    self.reconciling = reconciling
    self.stalled = stalled
    self.conflict = conflict
  }

  private static func text(of refusal: ExtensionRefusal) -> String {
    let fields = refusal.conflicts.map(\.description).joined(separator: "; ")
    let remedy =
      if refusal.isBetweenPodPatterns {
        "Change one of the two"
      } else if refusal.canBeForced {
        "Change one of the two, or set spec.conflictPolicy to Force to take them"
      } else {
        "Extend what the object makes, if that is of another kind, or have its kind's schema changed"
      }
    return "\(refusal.object) has fields of others: \(fields). \(remedy)"
  }

  private static func text(of warnings: [Warning]) -> String {
    warnings.map { "; warning: \($0)" }.joined()
  }
}
