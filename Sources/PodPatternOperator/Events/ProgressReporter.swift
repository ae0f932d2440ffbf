import ControllerRuntime
import PodPatternAPI

/// Tells of a look at a PodPattern by events, where it did something or came to something new.
///
/// Nothing is told of a look that changed nothing: events cost the API server as much as any write.
struct ProgressReporter: Sendable {
  let record: @Sendable (Event) -> Void

  func report(_ progress: Progress, of observed: ObservedPodPattern) {
    for event in Self.events(progress, of: observed) { record(event) }
  }

  static func events(_ progress: Progress, of observed: ObservedPodPattern) -> [Event] {
    let podPattern = ObjectReference(
      apiVersion: PodPattern.apiVersion, kind: PodPattern.kind, key: observed.identity.key, uid: observed.identity.uid)
    return notes(progress, of: observed).map {
      Event($0.kind, regarding: podPattern, reason: $0.reason, action: $0.action, note: $0.note)
    }
  }

  private struct Note {
    let kind: Event.Kind
    let reason: String
    let action: String
    let note: String
  }

  private static func notes(_ progress: Progress, of observed: ObservedPodPattern) -> [Note] {
    var notes: [Note] = []
    let names = { (kind: Change.Kind) in
      progress.changes.filter { $0.kind == kind }.map(\.object.description).joined(separator: ", ")
    }
    let applied = [("created", names(.created)), ("changed", names(.changed))].filter { !$0.1.isEmpty }
    if !applied.isEmpty {
      let text = applied.map { "\($0.0) \($0.1)" }.joined(separator: "; ")
      notes.append(Note(kind: .normal, reason: "Applied", action: "Apply", note: text))
    }
    if case let restored = names(.restored), !restored.isEmpty {
      notes.append(
        Note(
          kind: .warning, reason: "DriftRepaired", action: "Apply",
          note: "restored \(restored), which somebody else had changed or deleted"))
    }
    if case let pruned = names(.pruned), !pruned.isEmpty {
      notes.append(
        Note(
          kind: .normal, reason: "Pruned", action: "Delete", note: "deleted \(pruned), which is not declared any more"))
    }
    if case let released = names(.released), !released.isEmpty {
      notes.append(
        Note(
          kind: .normal, reason: "Released", action: "Release",
          note: "gave \(released) back: nothing of this PodPattern is in it any more"))
    }
    notes += progress.changes.compactMap(taken)
    if let refusal = refusal(progress.outcome, of: observed) { notes.append(refusal) }
    return notes
  }

  private static func taken(_ change: Change) -> Note? {
    guard case .taken(let fields) = change.kind else { return nil }
    return Note(
      kind: .warning, reason: "FieldsTaken", action: "Apply",
      note: "took fields of \(change.object) from their owners, as conflictPolicy: Force says: "
        + fields.joined(separator: ", "))
  }

  /// What stands in the way, unless the status says so already.
  private static func refusal(_ outcome: Outcome, of observed: ObservedPodPattern) -> Note? {
    let conditions = Conditions(outcome)
    switch outcome {
    case .stalled(let reason, _, let summary) where isNews(conditions.stalled, in: "Stalled", of: observed):
      return Note(kind: .warning, reason: reason, action: "Apply", note: summary)
    case .waiting(let reason, _, .some(let summary))
    where isNews(conditions.reconciling, in: "Reconciling", of: observed):
      return Note(kind: .warning, reason: reason, action: "Apply", note: summary)
    case .conflict(let refusal) where isNews(conditions.stalled, in: "Stalled", of: observed):
      let fields = refusal.conflicts.map { "\($0.field) (\($0.manager))" }.joined(separator: ", ")
      return Note(
        kind: .warning, reason: "Conflict", action: "Apply", note: "others own fields of \(refusal.object): \(fields)")
    case .suspended, .applied, .waiting, .stalled, .conflict: return nil
    }
  }

  private static func isNews(
    _ verdict: Conditions.Verdict?, in type: String, of observed: ObservedPodPattern
  ) -> Bool {
    guard let verdict else { return false }
    let before = observed.status?.condition(type)
    return before?.status != verdict.status || before?.reason != verdict.reason
      || before?.message != Condition.message(verdict.message)
  }
}
