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
    /// How long it took, but for writing members.
    var computed = Duration.zero
  }

  func reconcile(_ key: ObjectKey, logger: Logger) async throws -> ReconcileResult {
    if let rest = pace.rest(of: key) { return .requeue(after: rest) }
    guard let policy = policies.get(key) else { return try await forget(key, logger: logger) }
    // It is not gone before the finalizers of others are.
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
    let members = keeper.knowledge.members.all(of: key.name).map(\.member)
    let owners = Set(members.filter { $0.delivery == .admission }.map(\.owner))
    let state = try await admission.withdraw(key.name, uids: owners, logger: logger)
    if let settling = state.settling { return .requeue(after: settling) }
    let begin = pace.now
    let isDone = try await keeper.delete(allBut: [], of: key.name, owner: nil, logger: logger)
    pace.noteLook(at: key, computed: pace.now - begin)
    guard isDone else { return .requeue(after: .zero) }
    try await revisions.forget(key.name)
    try await reports.forget(key.name, logger: logger)
    auditor.forget(key.name)
    admission.memory.forget(key.name)
    keeper.knowledge.forget(key.name)
    if members.isEmpty { pace.forget(key) }
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
      var look = try await look(at: policy, content, since: begin, logger: logger)
      look.progress?.delivery = content.deliveryInForce
      return look
    } catch let refusal as AdmissionKeeper.Refusal {
      return Look(
        progress: PolicyProgress(outcome: .notAdmissible(refusal), delivery: content.deliveryInForce),
        again: admission.interval)
    } catch let missing as WorkloadFinder.NotListedYet {
      // Usually the list is there in a moment, and nobody needs to be told of it.
      guard let left = patience.left(for: policy.key) else {
        return Look(progress: PolicyProgress(outcome: .listing("\(missing.resource)")))
      }
      return Look(again: left)
    } catch let invalid as ProblemList {
      return Look(progress: PolicyProgress(outcome: .invalid(invalid.problems)))
    } catch let missing as RevisionKeeper.NotKept {
      return Look(progress: PolicyProgress(outcome: .revisionNotKept(missing.number, kept: missing.kept)))
    }
  }

  private func look(
    at policy: ObservedPolicy, _ content: ClusterPodPattern, since begin: Duration, logger: Logger
  ) async throws -> Look {
    switch content.spec.enforcement {
    case .audit: try await audit(policy, content, since: begin, logger: logger)
    case .enforce where content.isForServerToMatch: try await admit(policy, content, logger: logger)
    case .enforce: try await enforce(policy, content, since: begin, logger: logger)
    }
  }

  /// The API server does it all, and knows alone which Pods are meant; what was extended before is given back.
  private func admit(_ policy: ObservedPolicy, _ content: ClusterPodPattern, logger: Logger) async throws -> Look {
    let state = try await admission.carryOut(content, of: policy, logger: logger)
    auditor.forget(policy.name)
    var look = try await release(policy, after: state, logger: logger)
    look.again = [look.again, state.again].compactMap(\.self).min()
    let members = keeper.knowledge.members.all(of: policy.name)
    look.progress = PolicyProgress(outcome: .admitting(releasing: members.count), results: [])
    return look
  }

  /// Gives back all that a policy has changed; what the API server has extended, once it does so no longer.
  private func release(
    _ policy: ObservedPolicy, after state: AdmissionState, logger: Logger
  ) async throws -> Look {
    let members = keeper.knowledge.members.all(of: policy.name)
    if let settling = state.settling, members.contains(where: { $0.member.delivery == .admission }) {
      return Look(again: settling)
    }
    let isAsked = try await keeper.delete(allBut: [], of: policy.name, owner: policy.uid, logger: logger)
    keeper.knowledge.forget(policy.name)
    return Look(again: isAsked ? nil : .zero)
  }

  private func audit(
    _ policy: ObservedPolicy, _ content: ClusterPodPattern, since begin: Duration, logger: Logger
  ) async throws -> Look {
    let state = try await admission.carryOut(content, of: policy, logger: logger)
    let workloads = try await finder.workloads(of: content)
    patience.forget(policy.key)
    var look = try await release(policy, after: state, logger: logger)
    look.again = [look.again, state.again].compactMap(\.self).min()
    let members = keeper.knowledge.members.all(of: policy.name)
    guard members.isEmpty else {
      auditor.forget(policy.name)
      look.progress = PolicyProgress(outcome: .releasing(members.count))
      return look
    }
    look.progress = PolicyProgress(
      try await auditor.verdicts(on: workloads.matched, by: policy, giving: policy.definition),
      excluded: workloads.excluded)
    look.computed = pace.now - begin
    return look
  }

  private func enforce(
    _ policy: ObservedPolicy, _ content: ClusterPodPattern, since begin: Duration, logger: Logger
  ) async throws -> Look {
    if content.deliveryInForce == .template { auditor.forget(policy.name) }
    let members = keeper.knowledge.members.all(of: policy.name).map(\.member).filter { $0.owner == policy.uid }
    let used = Set(members.map(\.revision))
    let revision = try revisions.wanted(
      content.spec.rollout.revision, by: policy, delivery: content.deliveryInForce, used: used)
    let workloads = try await finder.workloads(of: content)
    patience.forget(policy.key)
    let state = try await admission.carryOut(
      policy.content(with: revision.definition), of: policy,
      keepsExtending: revision.delivery == .template && !hasTemplates(workloads, of: policy), logger: logger)
    try await revisions.keep(revision, of: policy, logger: logger)

    // The API server leaves Pods as they are that it cannot extend: to create them anew would be for nothing.
    let obstacles =
      revision.delivery == .admission
      ? try await auditor.obstacles(to: workloads.matched, by: policy, giving: revision.definition) : [:]
    // Pods that are created anew before the API server heeds the change would be as before.
    let hold = members.contains { $0.delivery == .admission } || revision.delivery == .admission ? state.settling : nil
    let limits = WaveLimits(content.spec.rollout, matched: workloads.matched.count, isHeld: hold != nil)
    let plan = MemberPlan(
      workloads.matched, revision: revision, of: policy, limits: limits, extendedFrom: state.extendsFrom,
      obstacles: obstacles, knowledge: keeper.knowledge, now: now())
    let computed = pace.now - begin
    var isFinished = true
    if hold == nil {
      let wanted = Set(workloads.matched.map(\.member))
      isFinished = try await keeper.delete(allBut: wanted, of: policy.name, owner: policy.uid, logger: logger)
      try await keeper.carryOut(plan, for: policy, logger: logger) {
        policies.get(policy.key)?.generation == policy.generation
      }
      isFinished = isFinished && plan.writes.isEmpty
      try await revisions.prune(
        policy, limit: content.spec.revisionHistoryLimit, used: used.union([revision.number]))
    }
    return Look(
      progress: PolicyProgress(
        plan, revision: revision.number, isPaused: content.spec.rollout.paused, excluded: workloads.excluded),
      again: isFinished ? [hold, state.again, again(plan.wave, of: policy)].compactMap(\.self).min() : .zero,
      computed: computed)
  }

  /// Whether the templates of all workloads are extended, so that none depends on the API server any more.
  private func hasTemplates(_ workloads: MatchedWorkloads, of policy: ObservedPolicy) -> Bool {
    workloads.matched.allSatisfy { keeper.knowledge.hasMember($0, of: policy, delivery: .template) }
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

  /// Whether only the API server can tell which Pods are meant.
  fileprivate var isForServerToMatch: Bool { !spec.match.matchConditions.isEmpty }
}

extension PolicyProgress {
  fileprivate init(_ verdicts: [(id: ObjectID, verdict: AuditVerdict)], excluded: Int) {
    var counts = PolicyCounts(matched: verdicts.count, excluded: excluded)
    var failures: [WavePlan.Failure] = []
    for (id, verdict) in verdicts {
      switch verdict {
      case .compliant: counts.compliant += 1
      case .wouldChange: counts.pending += 1
      case .failed(let reason): failures.append(WavePlan.Failure(id: id, reason: reason))
      }
    }
    counts.failed = failures.count
    failures.sort { $0.id < $1.id }
    self.init(
      outcome: .audited(counts), failures: failures, results: verdicts.map { PolicyResult(id: $0.id, $0.verdict) })
  }

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
