import FoundationEssentials
import PodPatternAPI

extension PodPatternStatus {
  /// The status that tells of a look at a PodPattern; conditions that say what they said keep their transition time.
  init(_ progress: Progress, of observed: ObservedPodPattern, now: Date) {
    let spec = (try? observed.content.get())?.spec
    let names = spec?.patterns.map(\.name)
    let conditions = Conditions(progress.outcome)
    let make = { (type: String, verdict: Conditions.Verdict) in
      Condition(
        type, verdict, generation: observed.identity.generation, previous: observed.status?.condition(type), now: now)
    }
    self.init(
      observedGeneration: observed.identity.generation,
      conditions: [
        make("Ready", conditions.ready), make("Reconciling", conditions.reconciling),
        make("Stalled", conditions.stalled),
      ] + (conditions.conflict.map { [make("Conflict", $0)] } ?? []),
      inventory: progress.inventory,
      target: spec?.target?.description ?? "Deployment/\(observed.identity.key.name)",
      // Not empty, for the same reason as a condition's message.
      patterns: names.map { $0.isEmpty ? nil : $0.joined(separator: ",") } ?? observed.status?.patterns)
  }
}

extension Condition {
  /// The longest message that the API conventions allow.
  private static let maximumMessageLength = 32_768

  /// A message as a condition can hold it.
  static func message(_ text: String) -> String { String(text.unicodeScalars.prefix(maximumMessageLength)) }

  /// - Parameter before: the condition of this type as it was.
  init(_ type: String, _ verdict: Conditions.Verdict, generation: Int, previous before: Condition?, now: Date) {
    self.init(
      type: type, status: verdict.status, reason: verdict.reason,
      message: Self.message(verdict.message),
      lastTransitionTime: before?.status == verdict.status
        ? before?.lastTransitionTime ?? now.formatted(.iso8601) : now.formatted(.iso8601),
      observedGeneration: generation)
  }
}
