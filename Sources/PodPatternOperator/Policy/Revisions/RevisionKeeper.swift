import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PodPatternAPI

/// Keeps what policies have given to workloads, numbered, as `ControllerRevision`s in the operator's namespace.
struct RevisionKeeper: Sendable {
  let client: KubernetesClient
  let revisions: Store<StoredRevision>
  let namespace: String

  /// No revision of the number that a policy asks for is kept.
  struct NotKept: Error {
    let number: Int
    let kept: [Int]
  }

  /// The kept revisions of a policy, the oldest first.
  func kept(of policy: ObservedPolicy) -> [StoredRevision] {
    revisions.all.values.filter { $0.owner == policy.uid }.sorted { $0.number < $1.number }
  }

  /// The revision that a policy wants its workloads to have: the one it names, or that of its present definition.
  ///
  /// - Parameter used: the numbers that members have, which may be kept no more.
  /// - Throws: ``NotKept``.
  func wanted(
    _ number: Int?, by policy: ObservedPolicy, delivery: Delivery, used: Set<Int>
  ) throws(NotKept) -> PolicyRevision {
    let kept = kept(of: policy)
    if let number {
      guard let revision = kept.first(where: { $0.number == number }) else {
        throw NotKept(number: number, kept: kept.map(\.number))
      }
      return PolicyRevision(number: number, definition: revision.definition, delivery: delivery)
    }
    let same = kept.last { $0.definition == policy.definition }
    return PolicyRevision(
      number: same?.number ?? Self.next(after: used.union(kept.map(\.number))), definition: policy.definition,
      delivery: delivery)
  }

  /// The number that follows all those in use.
  ///
  /// Whoever may write a PodPattern may write any number into its label: one that no policy comes to counts for nothing.
  static func next(after used: Set<Int>) -> Int { (used.filter { (0..<Int(Int32.max)).contains($0) }.max() ?? 0) + 1 }

  /// Makes sure that a revision is kept from now on.
  ///
  /// - Throws: `KubernetesError`.
  func keep(_ wanted: PolicyRevision, of policy: ObservedPolicy, logger: Logger) async throws {
    guard !kept(of: policy).contains(where: { $0.number == wanted.number }) else { return }
    let answer = try await client.create(
      .controllerRevisions, namespace: namespace,
      StoredRevision.object(wanted.definition, number: wanted.number, of: policy, namespace: namespace))
    let revision = try StoredRevision(answer)
    revisions.record(
      ServerObject(
        key: revision.key, resourceVersion: answer["metadata", "resourceVersion"]?.string ?? "",
        content: .success(revision)))
    logger.info("kept a revision", metadata: ["revision": "\(wanted.number)"])
  }

  /// Deletes the oldest revisions beyond a policy's limit, but none that is in use, and those of earlier policies of its
  /// name.
  ///
  /// - Parameter used: the numbers that workloads have or are to have.
  func prune(_ policy: ObservedPolicy, limit: Int, used: Set<Int>) async throws(KubernetesError) {
    let unused = kept(of: policy).filter { !used.contains($0.number) }
    let strangers = revisions.all.values.filter {
      $0.policy == policy.name && $0.owner.map { $0 != policy.uid } ?? false
    }
    try await delete(unused.dropLast(limit) + strangers)
  }

  /// Deletes all revisions of a policy that has gone.
  func forget(_ policy: String) async throws(KubernetesError) {
    try await delete(revisions.all.values.filter { $0.policy == policy && $0.owner != nil })
  }

  private func delete(_ surplus: [StoredRevision]) async throws(KubernetesError) {
    for revision in surplus {
      do {
        try await client.delete(
          .controllerRevisions, revision.key, preconditions: Preconditions(uid: revision.uid), propagation: .background)
      } catch {
        guard error.isNotFound || error.isConflict else { throw error }
      }
    }
  }
}
