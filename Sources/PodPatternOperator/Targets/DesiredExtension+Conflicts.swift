import JSONTree
import KubernetesClient
import PodPatternAPI

// What a PodPattern wants to set, and somebody else has set already.

extension DesiredExtension {
  /// The conflicts with fields that are not the PodPattern's own, which are to be taken.
  ///
  /// - Throws: ``ExtensionRefusal`` where the user does not want that, or it would remove what others have put there.
  func conflicts(
    _ conflicts: [FieldConflict], with live: LiveTarget, policy: ConflictPolicy
  ) throws(ExtensionRefusal) -> [FieldConflict] {
    let foreign = conflicts.filter { conflict in
      !(ManagedFieldPath(conflict.field).map { live.isOwn($0, of: podPattern) } ?? false)
    }
    let fields = foreign.map { conflict in
      let holder = neighbours.first { ExtensionManager.name(of: $0) == conflict.manager }
      return ConflictingField(conflict, of: holder, self, live)
    }
    let refusal = ExtensionRefusal(object: live.id, conflicts: fields)
    guard foreign.isEmpty || policy == .force && refusal.canBeForced else { throw refusal }
    return foreign
  }

  /// Makes sure that what it touches of the owner's entries is not touched by another PodPattern, with another value.
  ///
  /// Nobody owns such fields, as far as the API server knows: each PodPattern would put its own value back for ever. Of two
  /// that have set one, the first by name may change it.
  ///
  /// - Throws: ``ExtensionRefusal``, which names the other PodPattern.
  func permit(on live: LiveTarget) throws(ExtensionRefusal) {
    let own = live.touched(by: podPattern)
    let conflicts = neighbours.sorted().flatMap { other in
      live.touched(by: other).flatMap { theirs in
        touched.compactMap { $0.overlap(with: theirs) }
          .filter { field in
            let isFirst = podPattern < other && own.contains { $0.overlap(with: field) != nil }
            return !isFirst && !live.object.includes(content, at: field)
          }
          .map { ConflictingField($0, of: other, self, live) }
      }
    }
    guard conflicts.isEmpty else { throw ExtensionRefusal(object: live.id, conflicts: conflicts) }
  }
}

extension ManagedFieldPath {
  /// What two fields have in common: the inner one of them, where one is the other or in it.
  fileprivate func overlap(with other: ManagedFieldPath) -> ManagedFieldPath? {
    if elements.starts(with: other.elements) { return self }
    return other.elements.starts(with: elements) ? other : nil
  }
}
