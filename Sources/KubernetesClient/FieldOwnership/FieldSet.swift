import JSONTree

/// The fields of one manager, as `fieldsV1` of `metadata.managedFields` holds them.
///
/// A field, an element of a list or a member of a set belongs to it or does not; an object or an element can be a member
/// beside what it holds (`.` in `fieldsV1`).
public struct FieldSet: Sendable, Hashable {
  /// What stands at a step; it is a member, or has members inside it, or both.
  struct Node: Sendable, Hashable {
    var isMember: Bool
    var inner: FieldSet
  }

  /// What is reached by one step.
  var nodes: [ManagedFieldPath.Element: Node] = [:]

  /// The set without members.
  public init() {}

  /// Whether this very path is a member: a field without inner fields, or an object or an element by itself.
  public func contains(_ path: ManagedFieldPath) -> Bool { node(at: path.elements[...])?.isMember == true }

  /// Whether the path, or anything below it, is a member.
  public func intersects(_ path: ManagedFieldPath) -> Bool {
    path.elements.isEmpty ? !nodes.isEmpty : node(at: path.elements[...]) != nil
  }

  /// The set without the paths, and without all that is below them.
  ///
  /// An object or element that holds no member any more goes too, though it was a member itself.
  public func removing(_ paths: [ManagedFieldPath]) -> FieldSet {
    var set = self
    for path in paths { set.remove(path.elements[...]) }
    return set
  }

  /// The set of all members of both.
  public func union(_ other: FieldSet) -> FieldSet {
    var set = self
    for (element, node) in other.nodes { set.insert(node, at: element) }
    return set
  }

  /// Adds what stands at a step to what stands there already.
  mutating func insert(_ node: Node, at element: ManagedFieldPath.Element) {
    let present = nodes[element]
    nodes[element] = Node(
      isMember: node.isMember || present?.isMember == true, inner: present?.inner.union(node.inner) ?? node.inner)
  }

  private func node(at elements: ArraySlice<ManagedFieldPath.Element>) -> Node? {
    guard let first = elements.first, let node = nodes[first] else { return nil }
    return elements.count == 1 ? node : node.inner.node(at: elements.dropFirst())
  }

  private mutating func remove(_ elements: ArraySlice<ManagedFieldPath.Element>) {
    guard let first = elements.first, var node = nodes[first] else { return }
    let wasLeaf = node.inner.nodes.isEmpty
    node.inner.remove(elements.dropFirst())
    let isGone = elements.count == 1 || !wasLeaf && node.inner.nodes.isEmpty
    nodes[first] = isGone ? nil : node
  }
}
