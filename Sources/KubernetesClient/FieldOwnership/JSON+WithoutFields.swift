// The object that is left when one of its managers gives back what it owns.

import JSONTree

extension JSON {
  /// The object as all others want it: without what only the manager owns.
  ///
  /// - An element of a list that the manager made, and no other, goes as a whole, with what the server filled in and what
  ///   others have changed inside it; so the API server does when the manager applies without it.
  /// - An object inside an element that others made goes as a whole where nobody else owns anything of it.
  /// - Other fields go where the manager alone owns them, and stay where others own them, too. The key of an element that
  ///   stays is left as it is.
  /// - An array or object that becomes empty goes, unless another manager owns it.
  /// - `metadata.managedFields` stays as it is.
  ///
  /// - Parameters:
  ///   - manager: the name under which the fields were applied.
  ///   - touched: further paths, which go with all below them unless others own something there.
  public func withoutFields(ownedOnlyBy manager: String, touched: [ManagedFieldPath] = []) -> JSON {
    let ownership = FieldOwnership(of: self)
    let others = ownership.fields(ofOthersThan: manager)
    var object = self
    for path in ownership.fields(of: manager).paths(ownedBesides: others)
      + touched.filter({ !others.intersects($0) })
    {
      object.remove(path, keeping: others)
    }
    return object
  }
}

extension FieldSet {
  /// The paths to what belongs to this set alone, of elements of one list the last first.
  fileprivate func paths(ownedBesides others: FieldSet) -> [ManagedFieldPath] {
    var paths: [ManagedFieldPath] = []
    collectPaths(into: &paths, at: ManagedFieldPath([]), others, isInOthersElement: false)
    return paths
  }

  private func collectPaths(
    into paths: inout [ManagedFieldPath], at path: ManagedFieldPath, _ others: FieldSet, isInOthersElement: Bool
  ) {
    for (element, node) in nodes.sorted(by: { $0.key.index ?? 0 > $1.key.index ?? 0 }) {
      guard !path.isKey(element) else { continue }
      let other = others.nodes[element]
      let isWhole =
        element.isField
        ? other == nil && (node.inner.nodes.isEmpty || isInOthersElement)
        : node.isMember && other?.isMember != true
      if isWhole {
        paths.append(path.appending(element))
      } else {
        node.inner.collectPaths(
          into: &paths, at: path.appending(element), other?.inner ?? FieldSet(),
          isInOthersElement: isInOthersElement || !element.isField && other?.isMember == true)
      }
    }
  }
}

extension ManagedFieldPath {
  /// Whether the element is a member of the key by which the last step found its element: without it, nothing finds it.
  fileprivate func isKey(_ element: Element) -> Bool {
    if case .key(let members)? = elements.last, case .field(let name) = element { members[name] != nil } else { false }
  }
}

extension ManagedFieldPath.Element {
  fileprivate var isField: Bool { if case .field = self { true } else { false } }
  fileprivate var index: Int? { if case .index(let index) = self { index } else { nil } }
}
