// Conditions as a status has them.
import FoundationEssentials
import PodPatternAPI

extension Conditions {
  /// The conditions that are there; those that say what they said keep their transition time.
  ///
  /// - Parameter before: the conditions as they were.
  func conditions(generation: Int, after before: [Condition], now: Date) -> [Condition] {
    let verdicts = [("Ready", ready), ("Reconciling", reconciling), ("Stalled", stalled), ("Conflict", conflict)]
    return verdicts.compactMap { type, verdict in
      verdict.map { verdict in
        Condition(
          type, verdict, generation: generation, previous: before.first { $0.type == type }, now: now)
      }
    }
  }
}

extension Condition {
  /// The longest message that the API conventions allow.
  private static let maximumMessageLength = 32_768

  /// A message as a condition can hold it: without the one character that no text may have, and not too long.
  static func message(_ text: String) -> String {
    String(String.UnicodeScalarView(text.unicodeScalars.lazy.filter { $0 != "\0" }.prefix(maximumMessageLength)))
  }

  /// - Parameter before: the condition of this type as it was.
  fileprivate init(
    _ type: String, _ verdict: Conditions.Verdict, generation: Int, previous before: Condition?, now: Date
  ) {
    self.init(
      type: type, status: verdict.status, reason: verdict.reason,
      message: Self.message(verdict.message),
      lastTransitionTime: before?.status == verdict.status
        ? before?.lastTransitionTime ?? now.formatted(.iso8601) : now.formatted(.iso8601),
      observedGeneration: generation)
  }
}
