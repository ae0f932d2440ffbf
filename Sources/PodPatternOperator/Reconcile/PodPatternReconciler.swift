import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI

/// Brings the cluster to what a PodPattern declares: desired → diff → apply → prune → status.
///
/// - Expected flow: called with a PodPattern's key whenever it or one of its objects changed; reads only the stores.
/// - Guarantees: without a difference there is no request. A PodPattern that cannot be composed, or one of whose Jobs has
///   not completed, leaves the last good state applied. Every object is applied before any is pruned.
/// - Assumptions: the stores have synced; no key is reconciled twice at once.
/// - Caveats: a deleted PodPattern needs nothing done: its objects go, or stay, by their owner references.
/// - Errors: `KubernetesError` where a request may succeed later; the queue tries again.
struct PodPatternReconciler: Reconciler {
  let podPatterns: Store<StoredPodPattern>
  let owned: OwnedObjects
  let composer: Composer
  let applier: Applier
  let pruner: Pruner
  let statusWriter: StatusWriter
  let reporter: ProgressReporter
  /// After how long to look again at what stands in the way without being watched.
  let recheckInterval: Duration
  let unfinished = UnfinishedWork()

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    guard let observed = try podPatterns.get(key)?.read(), !observed.isBeingDeleted else {
      unfinished.forget(key)
      return .done
    }
    var work = unfinished.left(for: observed.identity) ?? Work(inventory: Inventory(observed.status?.inventory ?? []))
    let progress: Progress
    do {
      progress = try await bringAbout(observed, work: &work, logger: logger)
      // Before the status: once that says it, it is no news any more.
      reporter.report(progress, of: observed)
      work.changes = []
      try await statusWriter.write(progress, of: observed, logger: logger)
    } catch {
      unfinished.keep(work, for: observed.identity)
      throw error
    }
    unfinished.forget(key)
    switch progress.next {
    case .anyChange: return .done
    case .recheck: return .requeue(after: recheckInterval)
    case .retry(let error): throw error
    }
  }

  private func bringAbout(
    _ observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Progress {
    let podPattern: PodPattern
    do {
      podPattern = try observed.content.get()
    } catch {
      return Progress(.invalid(error.problems), work)
    }
    if podPattern.spec.suspend { return Progress(.suspended, work) }
    switch composer.compose(podPattern) {
    case .failure(let problems): return Progress(.invalid(problems), work)
    case .success(let objects, _, let warnings):
      let desired = objects.compactMap {
        DesiredObject(composed: $0, owner: observed.identity, deletionPolicy: podPattern.spec.deletionPolicy)
      }
      return try await bringAbout(desired, warnings: warnings, for: observed, work: &work, logger: logger)
    }
  }

  private func bringAbout(
    _ desired: [DesiredObject], warnings: [Warning], for observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Progress {
    var rollout = Rollout.complete
    do {
      for object in desired {
        let live = try await apply(object, work: &work, owner: observed.identity, logger: logger)
        if let current = live.rollout { rollout = current }
        if let outcome = Outcome.heldBack(by: live) { return Progress(outcome, work) }
      }
    } catch let refusal as ApplyRefusal {
      return Progress(.refused(refusal), work, next: .recheck)
    } catch let error as KubernetesError where error.isForbidden {
      return Progress(.forbidden(error), work, next: .retry(error))
    }
    try await prune(allBut: Set(desired.map(\.id)), of: observed, work: &work, logger: logger)
    guard let workload = desired.last(where: { $0.id.resource == .deployments }) else {
      return Progress(.waiting(reason: "NoWorkload", message: "no workload"), work)
    }
    return Progress(.applied(workload: workload.id, rollout, warnings: warnings), work)
  }

  private func apply(
    _ desired: DesiredObject, work: inout Work, owner: ObservedPodPattern.Identity, logger: Logger
  ) async throws -> LiveObject {
    let live = owned.live(desired.id)
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

  private func prune(
    allBut desired: Set<ObjectID>, of observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws {
    var remaining = desired
    for live in owned.live(labelledFor: observed.identity.key) where !desired.contains(live.id) {
      guard case .ours = live.ownership(for: observed.identity) else { continue }
      let isGone = try await pruner.prune(live)
      logger.info("pruned", metadata: ["object": "\(live.id)"])
      if !live.isBeingDeleted { work.changes.append(Change(object: live.id, kind: .pruned)) }
      if !isGone { remaining.insert(live.id) }
    }
    work.inventory.keepOnly(remaining)
  }
}

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
    /// After this failure, with the queue's growing delays.
    case retry(KubernetesError)
  }
}

extension Progress {
  fileprivate init(_ outcome: Outcome, _ work: Work, next: Next = .anyChange) {
    self.init(outcome: outcome, inventory: work.inventory.entries, changes: work.changes, next: next)
  }
}
