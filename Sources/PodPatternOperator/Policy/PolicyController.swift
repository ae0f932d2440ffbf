import ControllerRuntime
import FoundationEssentials
import KubernetesClient
import PodPatternAPI

// The controller of the ClusterPodPatterns.

extension Operator {
  static let policyControllerName = "clusterpodpattern"
  /// How many policies are looked at at once; each writes several members at once.
  private static let policyWorkers = 2

  /// The controller; where the API server has no ClusterPodPatterns, it waits for them and says so.
  func makePolicyController(_ shared: SharedObjects, _ own: SharedObjects.Policies) -> Controller<PolicyReconciler> {
    let triggers = own.triggers
    let (policies, namespaces, revisions) = (triggers.policies, Store<StoredNamespace>(), Store<StoredRevision>())
    let refusals = MemberRefusals(interval: configuration.recheckInterval)
    let reconciler = PolicyReconciler(
      policies: policies,
      finder: WorkloadFinder(
        targets: shared.targets, resources: shared.resources, namespaces: namespaces,
        ownNamespace: configuration.ownNamespace),
      revisions: RevisionKeeper(client: client, revisions: revisions, namespace: configuration.revisionNamespace),
      keeper: MemberKeeper(
        writer: MemberWriter(
          client: client, members: triggers.members, lookAtMember: shared.podPatternLooks.request),
        knowledge: MemberKnowledge(members: triggers.members, memory: MemberMemory(), refusals: refusals)),
      auditor: PolicyAuditor(composer: shared.composer, targets: shared.targets),
      admission: AdmissionKeeper(
        client: client, composer: shared.composer, ownNamespace: configuration.ownNamespace,
        interval: configuration.recheckInterval, memory: AdmissionMemory(interval: configuration.recheckInterval)),
      statusWriter: PolicyStatusWriter(client: client, policies: policies, now: { Date.now }),
      reporter: PolicyReporter { [events] in events.record($0) },
      reports: PolicyReportKeeper(
        client: client, memory: PolicyReportMemory(interval: configuration.recheckInterval)), now: { Date.now })
    let policySource = ControllerSource(
      reflector(of: .clusterPodPatterns, in: nil, into: policies) { try ObservedPolicy($0) }, isAwaited: \.isAwaited,
      keys: { [$0.key] })
    let namespaceSource = ControllerSource(
      reflector(of: .namespaces, in: nil, into: namespaces) { try StoredNamespace($0) },
      keys: { triggers.noteChange($0) })
    let revisionSource = ControllerSource(
      reflector(
        of: .controllerRevisions, in: configuration.revisionNamespace, into: revisions,
        labelSelector: PolicyMarks.policy
      ) { try StoredRevision($0) },
      keys: { change in [change.old?.policy, change.new?.policy].compactMap { $0.map { ObjectKey(name: $0) } } })
    return Controller(
      name: Self.policyControllerName, reconciler: reconciler,
      sources: [
        policySource, namespaceSource, revisionSource,
        ControllerSource(own.looks.requested, of: shared.podPatterns, name: "members"),
      ], workers: Self.policyWorkers, elector: elector, logger: logger)
  }
}
