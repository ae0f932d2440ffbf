import KubernetesClient
import Synchronization

/// What looking after a PodPattern has done so far.
struct Work: Sendable {
  var inventory: Inventory
  /// What the user has not been told of yet.
  var changes: [Change] = []
  /// Whether the last look had to wait for the first list of a kind.
  var waitsForList = false
}

/// Work that a failure cut short: done on the server, and not in the status yet.
///
/// Without it each new attempt would apply again what the attempt before has applied already. It is lost with the
/// process, which costs one apply for each object.
final class UnfinishedWork: Sendable {
  private let work = Mutex<[ObjectKey: (uid: String, Work)]>([:])

  /// What the last attempt at this PodPattern left; `nil` where it was finished, or was at another one of that name.
  func left(for podPattern: ObservedPodPattern.Identity) -> Work? {
    work.withLock { $0[podPattern.key].flatMap { uid, work in uid == podPattern.uid ? work : nil } }
  }

  /// Keeps the work for the next attempt.
  func keep(_ unfinished: Work, for podPattern: ObservedPodPattern.Identity) {
    work.withLock { $0[podPattern.key] = (podPattern.uid, unfinished) }
  }

  /// Forgets what was left: the status has it, or the PodPattern has gone.
  func forget(_ key: ObjectKey) { work.withLock { _ = $0.removeValue(forKey: key) } }
}
