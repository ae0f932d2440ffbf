import FoundationEssentials
import PodPatternAPI

extension PodPatternStatus {
  /// The status that tells of a look at a PodPattern; conditions that say what they said keep their transition time.
  init(_ progress: Progress, of observed: ObservedPodPattern, now: Date) {
    let spec = (try? observed.content.get())?.spec
    let names = spec?.patterns.map(\.name)
    self.init(
      observedGeneration: observed.identity.generation,
      conditions: Conditions(progress.outcome).conditions(
        generation: observed.identity.generation, after: observed.status?.conditions ?? [], now: now),
      inventory: progress.inventory,
      target: spec?.target?.description ?? "Deployment/\(observed.identity.key.name)",
      // Not empty: old API servers take an empty text in an apply for none.
      patterns: names.map { $0.isEmpty ? nil : $0.joined(separator: ",") } ?? observed.status?.patterns)
  }
}
