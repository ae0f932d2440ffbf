// From where a value stands in an object to whose it is.

import JSONTree

extension FieldOwnership {
  /// Who owns what stands at a path, something below it, or something around it that has owners only as a whole, such as
  /// the arguments of a container; sorted, each once.
  public func owners(of path: ManagedFieldPath) -> [String] {
    managers { $0.intersects(path) || $0.holdsAsPart(path) }
  }
}

extension FieldSet {
  /// The managed path of what stands at a path of an object.
  ///
  /// Where the elements of a list have no owners of their own, it ends at the list.
  public func path(of path: FieldPath, in object: JSON) -> ManagedFieldPath {
    var elements: [ManagedFieldPath.Element] = []
    var (value, set) = (Optional(object), self)
    for step in path.elements {
      guard let element = set.element(for: step, in: value) else { break }
      elements.append(element)
      set = set.nodes[element]?.inner ?? FieldSet()
      value = value?[ManagedFieldPath([element])]
    }
    return ManagedFieldPath(elements)
  }

  /// Whether a member without members of its own stands above the path.
  fileprivate func holdsAsPart(_ path: ManagedFieldPath) -> Bool {
    var set = self
    for element in path.elements {
      guard let node = set.nodes[element] else { return false }
      if node.isMember, node.inner.nodes.isEmpty { return true }
      set = node.inner
    }
    return false
  }

  private func element(for step: FieldPath.Element, in value: JSON?) -> ManagedFieldPath.Element? {
    switch step {
    case .key(let key): return .field(key)
    case .index(let index):
      guard let items = value?.array, items.indices.contains(index) else { return nil }
      let only = JSON.array([items[index]])
      return nodes.keys.first { element in
        if case .index(let other) = element { other == index } else { only[ManagedFieldPath([element])] != nil }
      }
    }
  }
}
