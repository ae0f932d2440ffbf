import ControllerRuntime
import JSONTree
import KubernetesClient
import Synchronization

/// The PodPatterns that policies have made, found by policy.
final class Members: Sendable {
  private let podPatterns: Store<StoredPodPattern>
  private let byPolicy = Mutex<[String: Set<ObjectKey>]>([:])

  init(podPatterns: Store<StoredPodPattern>) { self.podPatterns = podPatterns }

  /// Who has the name of a member.
  enum Occupant: Sendable {
    case none
    case member(StoredMember)
    case foreign
  }

  /// Who has the name of a member of a policy.
  func occupant(of key: ObjectKey, for policy: ObservedPolicy) -> Occupant {
    guard let podPattern = podPatterns.get(key) else { return .none }
    guard let member = podPattern.member, member.owner == policy.uid else { return .foreign }
    return .member(member)
  }

  /// All members that carry the name of a policy, also those of an earlier policy of that name.
  func all(of policy: String) -> [(key: ObjectKey, member: StoredMember)] {
    let keys = byPolicy.withLock { $0[policy] ?? [] }
    return keys.compactMap { key in podPatterns.get(key)?.member.map { (key, $0) } }
  }

  /// Takes over the server's answer to a write, so that the next look sees it before the watch brings it.
  @discardableResult
  func record(_ answer: JSON, key: ObjectKey) -> StoredMember? {
    let member = StoredMember(answer)
    podPatterns.record(answer, key: key)
    index(key, member)
    return member
  }

  /// Keeps the index, and tells which policies a change concerns: none where it is of no interest to them.
  func noteChange(_ change: StoreChange<StoredPodPattern>) -> Set<String> {
    let (old, new) = (change.old?.member, change.new?.member)
    guard old != new else { return [] }
    if let old, old.policy != new?.policy {
      byPolicy.withLock { index in
        index[old.policy]?.remove(change.key)
        if index[old.policy]?.isEmpty == true { index[old.policy] = nil }
      }
    }
    index(change.key, new)
    return Set([old?.policy, new?.policy].compactMap(\.self))
  }

  private func index(_ key: ObjectKey, _ member: StoredMember?) {
    guard let member else { return }
    byPolicy.withLock { _ = $0[member.policy, default: []].insert(key) }
  }
}
