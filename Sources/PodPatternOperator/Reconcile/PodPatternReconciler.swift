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
/// - Caveats: a deleted PodPattern's own objects go, or stay, by their owner references; what it extends is given back.
/// - Errors: `KubernetesError` where a request may succeed later; the queue tries again.
struct PodPatternReconciler: Reconciler {
  let podPatterns: Store<StoredPodPattern>
  let composer: Composer
  let authority: Authority
  var owned: OwnedReconciliation
  var extended: ExtendedReconciliation
  let statusWriter: StatusWriter
  let reporter: ProgressReporter
  /// After how long to look again at what stands in the way without being watched.
  let recheckInterval: Duration
  /// Has another PodPattern looked at.
  let lookAgain: @Sendable (ObjectKey) -> Void
  /// Has the policy looked at that has made a PodPattern.
  let tellPolicy: @Sendable (StoredMember) -> Void
  let unfinished = UnfinishedWork()
  let patience = ListingPatience()

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    guard let observed = try podPatterns.get(key)?.read(), !observed.isGone else {
      unfinished.forget(key)
      patience.forget(key)
      extended.targets.register(key, uses: [])
      return .done
    }
    var work = unfinished.left(for: observed.identity) ?? Work(inventory: Inventory(observed.status?.inventory ?? []))
    let member = podPatterns.get(key)?.member
    defer { tellPolicy(of: key, before: member) }
    do {
      let next = try await look(at: observed, work: &work, logger: logger)
      if work.waitsForList { unfinished.keep(work, for: observed.identity) } else { unfinished.forget(key) }
      switch next {
      case .anyChange: return .done
      case .recheck: return .requeue(after: recheckInterval)
      case .retry: return .retry(atMost: recheckInterval)
      }
    } catch {
      unfinished.keep(work, for: observed.identity)
      throw error
    }
  }

  private func look(at observed: ObservedPodPattern, work: inout Work, logger: Logger) async throws -> Progress.Next {
    let progress: Progress
    do {
      progress = try await acting(for: observed).bringAbout(observed, work: &work, logger: logger)
      work.waitsForList = false
      patience.forget(observed.identity.key)
    } catch let missing as ExtendedReconciliation.NotListedYet {
      // Usually the list is there in a moment, and nobody needs to be told of it.
      defer { work.waitsForList = true }
      guard patience.left(for: observed.identity.key) == nil else { return .recheck }
      let message = "waiting for the first list of \(missing.resource); see the operator's log if it does not come"
      progress = Progress(.waiting(reason: "ListingTargets", message: message), work, next: .recheck)
    }
    // Before the status: once that says it, it is no news any more.
    reporter.report(progress, of: observed)
    tellNeighbours(of: observed, of: work.changes)
    work.changes = []
    if observed.isBeingDeleted, case .anyChange = progress.next {
      try await extended.finalizer.remove(from: observed)
    } else {
      try await statusWriter.write(progress, of: observed, logger: logger)
      tellNeighbours(of: observed)
    }
    return progress.next
  }

  /// What this operator itself has written makes no change of the store, which the others on a target follow.
  private func tellNeighbours(of observed: ObservedPodPattern, of changes: [Change]) {
    let key = observed.identity.key
    let neighbours = Set(changes.flatMap { extended.targets.others(than: key, on: $0.object) })
    for neighbour in neighbours.sorted() { lookAgain(neighbour) }
  }

  /// What stands in the way of one PodPattern may be another one on the same target, which is to say so too.
  private func tellNeighbours(of observed: ObservedPodPattern) {
    let key = observed.identity.key
    let stalled = observed.status?.condition("Stalled").flatMap { $0.status == .true ? $0.message : nil }
    guard podPatterns.get(key)?.stalled != stalled else { return }
    for neighbour in extended.targets.neighbours(of: key) { lookAgain(neighbour) }
  }

  /// What this operator itself has written makes no change of the store, which policies follow.
  private func tellPolicy(of key: ObjectKey, before: StoredMember?) {
    guard let member = podPatterns.get(key)?.member, member != before else { return }
    tellPolicy(member)
  }

  private func bringAbout(
    _ observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Progress {
    do {
      if observed.isBeingDeleted { return try await giveBack(observed, work: &work, logger: logger) }
      return try await bringAboutContent(of: observed, work: &work, logger: logger)
    } catch let refusal as ApplyRefusal {
      return Progress(.refused(refusal), work, next: .recheck)
    } catch let refusal as ExtensionRefusal {
      return Progress(.conflict(refusal), work)
    } catch let error as KubernetesError {
      guard error.isForbidden else { throw error }
      return Progress(.forbidden(error), work, next: .retry)
    }
  }

  private func giveBack(_ observed: ObservedPodPattern, work: inout Work, logger: Logger) async throws -> Progress {
    if observed.deletionPolicy == .delete {
      try await extended.releaseForGood(observed, work: &work, logger: logger)
    }
    return Progress(.waiting(reason: "Deleted", message: "everything has been given back"), work)
  }

  private func bringAboutContent(
    of observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Progress {
    let podPattern: PodPattern
    do {
      podPattern = try observed.content.get()
    } catch {
      return Progress(.invalid(error.problems), work)
    }
    let target = podPattern.spec.target
    if podPattern.spec.suspend {
      if target != nil { try await extended.release(allBut: [], of: observed, work: &work, logger: logger) }
      return Progress(.suspended(givenBack: target != nil), work)
    }
    if let target {
      return try await extended.bringAbout(podPattern, target: target, for: observed, work: &work, logger: logger)
    }
    extended.targets.register(observed.identity.key, uses: [])
    try await extended.release(allBut: [], of: observed, work: &work, logger: logger)
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
    switch try await owned.apply(desired, for: observed, work: &work, logger: logger) {
    case .heldBack(let outcome): return Progress(outcome, work)
    case .applied(let rollout):
      try await owned.prune(allBut: Set(desired.map(\.id)), of: observed, work: &work, logger: logger)
      guard let workload = desired.last(where: { $0.id.resource == .deployments }) else {
        return Progress(.waiting(reason: "NoWorkload", message: "no workload"), work)
      }
      return Progress(.applied(workload: workload.id, rollout, warnings: warnings), work)
    }
  }
}

extension ObservedPodPattern {
  /// Whether nothing has to be done for it any more: what is its own goes, or stays, by its owner references.
  fileprivate var isGone: Bool { isBeingDeleted && !finalizers.contains(Finalizer.name) }
}
