import KubernetesClient
import PodPatternAPI

/// The result of one look at a PodPattern, as its status will tell it.
struct Progress: Sendable {
  let outcome: Outcome
  let inventory: [InventoryEntry]
  /// What was done.
  var changes: [Change] = []
  /// What the next look waits for.
  var next: Next = .anyChange

  /// When to look again.
  enum Next: Sendable {
    /// When something changes that is watched.
    case anyChange
    /// After a while as well: what stands in the way is not watched.
    case recheck
    /// Soon, and then less and less often: what stands in the way is not watched, and may go at any moment.
    case retry
  }
}

extension Progress {
  init(_ outcome: Outcome, _ work: Work, next: Next = .anyChange) {
    self.init(outcome: outcome, inventory: work.inventory.entries, changes: work.changes, next: next)
  }
}
