import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI

/// Brings the objects that are a PodPattern's own to what it wants.
///
/// - Guarantees: without a difference there is no request. Every object is applied before any is pruned.
struct OwnedReconciliation: Sendable {
  let objects: OwnedObjects
  var applier: Applier
  var pruner: Pruner

  /// How far applying came.
  enum Result: Sendable {
    /// Everything is applied; the last one that rolls out is as far as this.
    case applied(Rollout)
    /// A Job has not completed: what comes after it is as it was.
    case heldBack(Outcome)
  }

  /// Applies what differs, in order.
  ///
  /// - Throws: ``ApplyRefusal``; `KubernetesError`.
  func apply(
    _ desired: [DesiredObject], for observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Result {
    var rollout = Rollout.complete
    for object in desired {
      let live = try await apply(object, work: &work, owner: observed.identity, logger: logger)
      if let current = live.rollout { rollout = current }
      if let outcome = Outcome.heldBack(by: live) { return .heldBack(outcome) }
    }
    return .applied(rollout)
  }

  private func apply(
    _ desired: DesiredObject, work: inout Work, owner: ObservedPodPattern.Identity, logger: Logger
  ) async throws -> LiveObject {
    let live = objects.live(desired.id)
    let before = work.inventory[desired.id]
    if let live, desired.id.resource == .jobs, case .ours = live.ownership(for: owner) {
      // A Job cannot be changed, and has its name by what it does: it is the one that is wanted.
      work.inventory.record(live, as: desired)
      return live
    }
    let difference = Difference(desired: desired, live: live, applied: before)
    if let live, difference == .none { return live }
    let applied = try await applier.apply(desired, live: live, owner: owner)
    logger.info("applied", metadata: ["object": "\(desired.id)", "because": "\(difference)"])
    work.inventory.record(applied, as: desired)
    work.changes.append(Change(object: desired.id, kind: Change.Kind(difference, live: live, applied: before)))
    return applied
  }

  /// Deletes what the PodPattern wants no longer.
  func prune(
    allBut desired: Set<ObjectID>, of observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws {
    var remaining = desired
    for live in objects.live(labelledFor: observed.identity.key) where !desired.contains(live.id) {
      guard case .ours = live.ownership(for: observed.identity), live.fields != nil || work.inventory.has(live) else {
        // A copy that somebody has made, with its labels, which nothing of ours was ever applied to.
        continue
      }
      let isGone = try await pruner.prune(live)
      logger.info("pruned", metadata: ["object": "\(live.id)"])
      if !live.isBeingDeleted { work.changes.append(Change(object: live.id, kind: .pruned)) }
      if !isGone { remaining.insert(live.id) }
    }
    work.inventory.keepOnly(remaining)
  }
}
