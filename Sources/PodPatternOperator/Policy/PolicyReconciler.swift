import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import Logging
import PodPatternAPI

/// Brings the PodPatterns of the cluster to what a policy declares: match → revision → wave → members → status.
///
/// - Expected flow: called with a policy's key whenever it, one of its members, a workload that it may mean or a namespace
///   has changed; reads only the stores.
/// - Guarantees: without a difference there is no request. Under Audit nothing is written but the policy's own status and reports. Never
///   more workloads than allowed are unavailable by what it does; how far a wave is, the members tell, so that a restart
///   or another leader goes on with it.
/// - Assumptions: the stores have synced; no key is reconciled twice at once.
/// - Caveats: what is given back, under Audit or when a policy goes, is given back at once, and not in waves.
/// - Errors: `KubernetesError` where a request may succeed later; the queue tries again.
struct PolicyReconciler: Reconciler {
  let policies: Store<ObservedPolicy>
  let finder: WorkloadFinder
  let revisions: RevisionKeeper
  let keeper: MemberKeeper
  let auditor: PolicyAuditor
  let admission: AdmissionKeeper
  let statusWriter: PolicyStatusWriter
  let reporter: PolicyReporter
  let reports: PolicyReportKeeper
  let pace = PolicyPace()
  let patience = ListingPatience()
  let now: @Sendable () -> Date

  /// What a look came to; `nil` where there is nothing to tell.
  private struct Look {
    var progress: PolicyProgress?
    /// After how long to look again, whatever happens.
    var again: Duration?
    /// How long it took without the requests.
    var computed = Duration.zero
  }

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    if let rest = pace.rest(of: key) { return .requeue(after: rest) }
    guard let policy = policies.get(key) else { return try await forget(key, logger: logger) }
    // What belongs to it goes, or stays, by its owner references.
    guard !policy.isBeingDeleted else { return .done }
    let look = try await look(at: policy, logger: logger)
    pace.noteLook(at: key, computed: look.computed)
    if let progress = look.progress {
      // Before the status: once that says it, it is no news any more.
      reporter.report(progress, of: policy)
      try await statusWriter.write(progress, of: policy, logger: logger)
    }
    var again = look.again
    if let results = look.progress?.results {
      again = [again, try await reports.keep(results, of: policy, logger: logger)].compactMap(\.self).min()
    }
    return again.map { .requeue(after: $0) } ?? .done
  }

  /// Deletes what a policy has left that is gone.
  private func forget(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    let isDone = try await keeper.delete(allBut: [], of: key.name, owner: nil, logger: logger)
    guard isDone else { return .requeue(after: .zero) }
    try await revisions.forget(key.name)
    try await reports.forget(key.name, logger: logger)
    auditor.forget(key.name)
    admission.memory.forget(key.name)
    keeper.knowledge.forget(key.name)
    pace.forget(key)
    patience.forget(key)
    return .done
  }

  private func look(at policy: ObservedPolicy, logger: Logger) async throws -> Look {
    let begin = pace.now
    let content: ClusterPodPattern
    do {
      content = try policy.content.get()
    } catch {
      return Look(progress: PolicyProgress(outcome: .invalid(error.problems)))
    }
    if content.spec.suspend { return Look(progress: PolicyProgress(outcome: .suspended)) }
    do {
      let again = try await admission.carryOut(content, of: policy, logger: logger)
      var look = try await look(at: policy, content, since: begin, logger: logger)
      look.again = [look.again, again].compactMap(\.self).min()
      return look
    } catch let refusal as AdmissionKeeper.Refusal {
      return Look(
        progress: PolicyProgress(outcome: .notAdmissible(refusal.message), delivery: content.deliveryInForce),
        again: admission.interval)
    } catch let missing as WorkloadFinder.NotListedYet {
      // Usually the list is there in a moment, and nobody needs to be told of it.
      guard let left = patience.left(for: policy.key) else {
        return Look(progress: PolicyProgress(outcome: .listing("\(missing.resource)")))
      }
      return Look(again: left)
    } catch let missing as RevisionKeeper.NotKept {
      return Look(progress: PolicyProgress(outcome: .revisionNotKept(missing.number, kept: missing.kept)))
    }
  }

  private func look(
    at policy: ObservedPolicy, _ content: ClusterPodPattern, since begin: Duration, logger: Logger
  ) async throws -> Look {
    if content.spec.enforcement == .enforce, content.deliveryInForce == .admission {
      return try await admit(policy, logger: logger)
    }
    let workloads = try await finder.workloads(of: content)
    patience.forget(policy.key)
    var look =
      switch content.spec.enforcement {
      case .audit: try await audit(workloads, by: policy, since: begin, logger: logger)
      case .enforce: try await enforce(workloads, by: policy, content.spec, since: begin, logger: logger)
      }
    look.progress?.delivery = content.deliveryInForce
    return look
  }

  /// The API server does it all; what was extended before is given back.
  private func admit(_ policy: ObservedPolicy, logger: Logger) async throws -> Look {
    let isAsked = try await keeper.delete(allBut: [], of: policy.name, owner: policy.uid, logger: logger)
    keeper.knowledge.forget(policy.name)
    auditor.forget(policy.name)
    let members = keeper.knowledge.members.all(of: policy.name)
    return Look(
      progress: PolicyProgress(outcome: .admitting(releasing: members.count), delivery: .admission, results: []),
      again: isAsked ? nil : .zero)
  }

  private func audit(
    _ workloads: MatchedWorkloads, by policy: ObservedPolicy, since begin: Duration, logger: Logger
  ) async throws -> Look {
    let isAsked = try await keeper.delete(allBut: [], of: policy.name, owner: policy.uid, logger: logger)
    keeper.knowledge.forget(policy.name)
    let members = keeper.knowledge.members.all(of: policy.name)
    guard members.isEmpty else {
      auditor.forget(policy.name)
      return Look(progress: PolicyProgress(outcome: .releasing(members.count)), again: isAsked ? nil : .zero)
    }
    let verdicts = try await auditor.verdicts(on: workloads.matched, by: policy)
    var counts = PolicyCounts(matched: verdicts.count, excluded: workloads.excluded)
    var failures: [WavePlan.Failure] = []
    for (id, verdict) in verdicts {
      switch verdict {
      case .compliant: counts.compliant += 1
      case .wouldChange: counts.pending += 1
      case .failed(let reason): failures.append(WavePlan.Failure(id: id, reason: reason))
      }
    }
    counts.failed = failures.count
    failures.sort { $0.id.orderedText < $1.id.orderedText }
    return Look(
      progress: PolicyProgress(
        outcome: .audited(counts), failures: failures, results: verdicts.map { PolicyResult(id: $0.id, $0.verdict) }),
      computed: pace.now - begin)
  }

  private func enforce(
    _ workloads: MatchedWorkloads, by policy: ObservedPolicy, _ spec: ClusterPodPatternSpec, since begin: Duration,
    logger: Logger
  ) async throws -> Look {
    auditor.forget(policy.name)
    let members = keeper.knowledge.members.all(of: policy.name).map(\.member).filter { $0.owner == policy.uid }
    let used = Set(members.map(\.revision))
    let revision = try await revisions.wanted(
      spec.rollout.revision, by: policy, used: used.max() ?? 0, logger: logger)
    let limits = WaveLimits(spec.rollout, matched: workloads.matched.count)
    let makePlan = {
      MemberPlan(
        workloads.matched, revision: revision, of: policy, limits: limits, knowledge: keeper.knowledge, now: now())
    }
    var plan = makePlan()
    let computed = pace.now - begin
    let wanted = Set(workloads.matched.map(\.member))
    let isPruned = try await keeper.delete(allBut: wanted, of: policy.name, owner: policy.uid, logger: logger)
    if !plan.writes.isEmpty {
      try await keeper.carryOut(plan, for: policy, logger: logger)
      plan = makePlan()
    }
    try await revisions.prune(policy, limit: spec.revisionHistoryLimit, used: used.union([revision.number]))
    let isUnfinished = !isPruned || !plan.writes.isEmpty
    return Look(
      progress: PolicyProgress(
        plan, revision: revision.number, isPaused: limits.isPaused, excluded: workloads.excluded),
      again: isUnfinished ? .zero : again(plan.wave, of: policy), computed: computed)
  }

  /// When time alone changes something: a soak time or a deadline ends, or the server is to be asked again.
  private func again(_ wave: WavePlan, of policy: ObservedPolicy) -> Duration? {
    let refusals = keeper.knowledge.refusals
    let retry = refusals.hasAny(of: policy.name) ? refusals.interval : nil
    let next = wave.nextLook.map { Duration.seconds(max($0.timeIntervalSince(now()), 0)) }
    return [retry, next].compactMap(\.self).min()
  }
}

extension ClusterPodPattern {
  /// The delivery that is meant, where the choice is the operator's.
  fileprivate var deliveryInForce: Delivery { spec.delivery == .admission ? .admission : .template }
}

extension PolicyProgress {
  fileprivate init(_ plan: MemberPlan, revision: Int, isPaused: Bool, excluded: Int) {
    let wave = plan.wave
    let counts = PolicyCounts(
      matched: wave.compliant + wave.updating + wave.pending + wave.failures.count, compliant: wave.compliant,
      updating: wave.updating, pending: wave.pending, failed: wave.failures.count, excluded: excluded)
    self.init(
      outcome: .enforced(
        counts,
        PolicyWave(revision: revision, soaking: wave.soaking, isStopped: wave.isStopped, isPaused: isPaused)),
      failures: wave.failures, results: wave.results(of: plan.workloads))
  }
}
