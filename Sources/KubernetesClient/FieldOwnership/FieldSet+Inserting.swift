extension FieldSet {
  /// The set with further members; the objects and elements around them become none by it.
  public func inserting(_ paths: [ManagedFieldPath]) -> FieldSet {
    var set = self
    for path in paths { set.insert(path.elements[...]) }
    return set
  }

  private mutating func insert(_ elements: ArraySlice<ManagedFieldPath.Element>) {
    guard let first = elements.first else { return }
    let rest = elements.dropFirst()
    var node = Node(isMember: rest.isEmpty, inner: FieldSet())
    node.inner.insert(rest)
    insert(node, at: first)
  }
}
