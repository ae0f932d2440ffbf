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
    var spec: JSON =
      switch revision.delivery {
      case .auto, .template: revision.definition.content
      // The API server extends the Pods when they are created anew.
      case .admission: ["restart": .string(String(revision.number)), "patterns": []]
      }
    spec["target"] = [
      "apiVersion": .string(workload.id.resource.apiVersion), "kind": .string(workload.id.resource.kind),
      "name": .string(workload.id.key.name),
    ]
    // Written out, so that whoever changes one of them takes it from the policy, which then puts it back.
    spec["suspend"] = false
    spec["deletionPolicy"] = .string(DeletionPolicy.delete.rawValue)
    var metadata: JSON = [
      "name": .string(key.name), "namespace": .string(key.namespace ?? ""),
      "labels": [
        PolicyMarks.policy: .string(policy.name), PolicyMarks.revision: .string(String(revision.number)),
        PolicyMarks.delivery: .string(revision.delivery.rawValue),
      ],
      "annotations": [PolicyMarks.since: .string(since.formatted(.iso8601))],
      "finalizers": [.string(Finalizer.name)],
    ]
    switch revision.delivery {
    case .auto, .template: metadata["ownerReferences"] = [PolicyOwnership.reference(to: policy)]
    // The garbage collector would delete it as soon as the policy goes, and have Pods created anew that the API server still
    // extends: this is for the operator to do, once that is over.
    case .admission: metadata["annotations"]?[PolicyMarks.owner] = .string(policy.uid)
    }
    content = [
      "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind), "metadata": metadata,
      "spec": spec,
    ]
  }
}

/// A revision of a policy: its number, what it gives to workloads, and how.
struct PolicyRevision: Sendable, Hashable {
  let number: Int
  let definition: PolicyDefinition
  /// Never `auto`.
  let delivery: Delivery

  /// Differs when anything differs that members have in common.
  func fingerprint(of policy: ObservedPolicy) -> Fingerprint {
    Fingerprint(of: [
      .string(policy.uid), .integer(Int64(number)), .string(definition.fingerprint.description),
      .string(delivery.rawValue),
    ])
  }
}
