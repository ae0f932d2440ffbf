import ControllerRuntime
import KubernetesClient
import PodPatternAPI

/// Tells which policies have to be looked at when something changes that others follow as well.
struct PolicyTriggers: Sendable {
  let policies: Store<ObservedPolicy>
  let members: Members
  /// Has a policy looked at.
  let look: @Sendable (ObjectKey) -> Void

  /// A workload: policies care for what ``WorkloadFacts`` has, and not for its status.
  func noteChange(_ change: StoreChange<StoredTarget>) {
    guard change.old?.facts != change.new?.facts else { return }
    lookAtAll()
  }

  /// A PodPattern, which may be a member; or somebody's own that goes, and may have had the name of one.
  func noteChange(_ change: StoreChange<StoredPodPattern>) {
    for policy in members.noteChange(change) { look(ObjectKey(name: policy)) }
    if case .deleted(let last) = change.kind, last?.member == nil { lookAtAll() }
  }

  /// A member that this operator itself has written to, which makes no change of the store.
  func noteWrite(of member: StoredMember) { look(ObjectKey(name: member.policy)) }

  /// Every policy may depend on the change: there are few.
  func lookAtAll() {
    for key in policies.all.keys { look(key) }
  }

  /// Every policy depends on the namespaces.
  func noteChange(_ change: StoreChange<StoredNamespace>) -> [ObjectKey] {
    change.old == change.new ? [] : policies.all.keys.sorted()
  }
}
