import FoundationEssentials
import JSONTree
import KubernetesClient
import PodPatternAPI

/// The PodPattern by which a policy extends a workload, ready to be applied.
struct DesiredMember: Sendable {
  let key: ObjectKey
  let content: JSON

  /// - Parameters:
  ///   - revision: what it gives to the workload.
  ///   - since: when it does so.
  init(_ workload: MatchedWorkloads.Workload, revision: PolicyRevision, of policy: ObservedPolicy, since: Date) {
    key = workload.member
    var spec = revision.definition.content
    spec["target"] = [
      "apiVersion": .string(workload.id.resource.apiVersion), "kind": .string(workload.id.resource.kind),
      "name": .string(workload.id.key.name),
    ]
    // Written out, so that whoever changes one of them takes it from the policy, which then puts it back.
    spec["suspend"] = false
    spec["deletionPolicy"] = .string(DeletionPolicy.delete.rawValue)
    content = [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
      "metadata": [
        "name": .string(key.name), "namespace": .string(key.namespace ?? ""),
        "labels": [
          PolicyMarks.policy: .string(policy.name), PolicyMarks.revision: .string(String(revision.number)),
        ],
        "annotations": [PolicyMarks.since: .string(since.formatted(.iso8601))],
        "ownerReferences": [PolicyOwnership.reference(to: policy)],
        "finalizers": [.string(Finalizer.name)],
      ],
      "spec": spec,
    ]
  }
}

/// A revision of a policy: its number, and what it gives to workloads.
struct PolicyRevision: Sendable, Hashable {
  let number: Int
  let definition: PolicyDefinition
}
