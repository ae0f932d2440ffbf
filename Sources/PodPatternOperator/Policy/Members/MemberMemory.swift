import JSONTree
import KubernetesClient
import Synchronization

/// How members look that are as their policy wants them, so that nobody has to compose them to find out.
///
/// The API server fills in what a newer definition of PodPatterns has as default: what its answer says is what is wanted.
final class MemberMemory: Sendable {
  private struct Entry {
    let wanted: Fingerprint
    let content: Fingerprint
  }

  private let entries = Mutex<[String: [ObjectKey: Entry]]>([:])

  /// Whether a member is known to be as it is wanted.
  func knows(_ key: ObjectKey, of policy: String, _ member: StoredMember, asWanted wanted: Fingerprint) -> Bool {
    entries.withLock { entries in
      let entry = entries[policy]?[key]
      return entry?.wanted == wanted && entry?.content == member.content
    }
  }

  /// Notes that a member is as it is wanted.
  func note(_ key: ObjectKey, of policy: String, _ member: StoredMember, isAsWanted wanted: Fingerprint) {
    entries.withLock { $0[policy, default: [:]][key] = Entry(wanted: wanted, content: member.content) }
  }

  /// Forgets all members of a policy that has gone.
  func forget(_ policy: String) { entries.withLock { _ = $0.removeValue(forKey: policy) } }
}
