import JSONTree
import KubernetesClient
import Logging

/// Makes, changes and deletes the PodPatterns of policies.
struct MemberWriter: Sendable {
  let client: KubernetesClient
  let members: Members
  /// Has a PodPattern looked at: what is written here makes no change of the store.
  let lookAtMember: @Sendable (ObjectKey) -> Void

  /// Applies a member; one that does not exist as far as we know is only ever made new, so that nobody's own PodPattern of
  /// that name is touched.
  ///
  /// - Returns: the member as it is now.
  func write(
    _ desired: DesiredMember, over present: StoredMember?
  ) async throws(KubernetesError) -> StoredMember? {
    var content = desired.content.applicableOnlyAsNew
    if let present {
      content = desired.content
      content["metadata"]?["uid"] = .string(present.uid)
    }
    var answer = try await client.apply(
      .podPatterns, desired.key, content, options: ApplyOptions(fieldManager: PolicyMarks.manager, force: true))
    if answer.hasForeignSpec { answer = try await replaceSpec(by: desired, of: answer) }
    defer { lookAtMember(desired.key) }
    return members.record(answer, key: desired.key)
  }

  /// Takes out what others have added, such as another `application`, with which they could evade the policy: an apply
  /// leaves it.
  private func replaceSpec(by desired: DesiredMember, of live: JSON) async throws(KubernetesError) -> JSON {
    try await client.patch(
      .podPatterns, desired.key,
      jsonPatch: [
        ["op": "test", "path": "/metadata/uid", "value": live["metadata", "uid"] ?? .null],
        ["op": "replace", "path": "/spec", "value": desired.content["spec"] ?? [:]],
      ], options: WriteOptions(fieldManager: PolicyMarks.manager))
  }

  /// Deletes a member unless it is gone, being deleted, or another object of the same name by now; its finalizer has it give
  /// back first what it extends.
  func delete(_ key: ObjectKey, _ member: StoredMember) async throws(KubernetesError) {
    guard !member.isBeingDeleted else { return }
    do {
      let answer = try await client.delete(
        .podPatterns, key, preconditions: Preconditions(uid: member.uid), propagation: .background)
      // Without a finalizer it has gone, and the answer may be of another kind.
      guard answer["kind"]?.string == APIResource.podPatterns.kind else { return }
      members.record(answer, key: key)
      lookAtMember(key)
    } catch {
      guard error.isNotFound || error.isConflict else { throw error }
    }
  }
}

extension JSON {
  /// Whether somebody else owns something of the object's spec.
  fileprivate var hasForeignSpec: Bool {
    FieldOwnership(of: self).fields(ofOthersThan: PolicyMarks.manager).intersects(ManagedFieldPath([.field("spec")]))
  }
}
