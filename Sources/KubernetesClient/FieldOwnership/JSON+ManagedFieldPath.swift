// What stands at a managed path of an object.

import JSONTree

extension JSON {
  /// What stands at a path; `nil` where nothing does.
  ///
  /// An element of a list is the first one that has the members of the key; without a `protocol` it has `TCP`, as the
  /// ports of containers and Services. A member of a set is the first one that equals the value.
  public subscript(path: ManagedFieldPath) -> JSON? {
    path.elements.reduce(Optional(self)) { $0?[$1] }
  }

  /// Removes what stands at a path, and every array or object that becomes empty by it; does nothing where nothing
  /// stands there.
  public mutating func remove(_ path: ManagedFieldPath) { remove(path, keeping: FieldSet()) }

  /// Removes what stands at a path, and what becomes empty by it, unless that is a member of the set.
  mutating func remove(_ path: ManagedFieldPath, keeping kept: FieldSet) {
    remove(path.elements[...], keeping: kept)
  }

  /// Whether there was something to remove.
  @discardableResult
  private mutating func remove(_ elements: ArraySlice<ManagedFieldPath.Element>, keeping kept: FieldSet) -> Bool {
    guard let first = elements.first, var inner = self[first] else { return false }
    guard elements.count > 1 else {
      self[first] = Optional.none
      return true
    }
    let keptInner = kept.nodes[first]
    guard inner.remove(elements.dropFirst(), keeping: keptInner?.inner ?? FieldSet()) else { return false }
    self[first] = inner.isEmptyCollection && keptInner?.isMember != true ? Optional.none : inner
    return true
  }

  private var isEmptyCollection: Bool { self == [] || self == [:] }

  /// What one step leads to; assigning `nil` removes it, and assigning to what is not there does nothing.
  private subscript(element: ManagedFieldPath.Element) -> JSON? {
    get {
      switch (self, element) {
      case (.object(let members), .field(let name)): members[name]
      case (.array(let items), _): Self.index(of: element, in: items).map { items[$0] }
      default: nil
      }
    }
    set {
      switch (self, element) {
      case (.object(var members), .field(let name)) where members[name] != nil:
        members[name] = newValue
        self = .object(members)
      case (.array(var items), _):
        guard let index = Self.index(of: element, in: items) else { return }
        items.replaceSubrange(index...index, with: newValue.map { [$0] } ?? [])
        self = .array(items)
      default: return
      }
    }
  }

  private static func index(of element: ManagedFieldPath.Element, in items: [JSON]) -> Int? {
    switch element {
    case .field: nil
    case .key(let members): items.firstIndex { $0.has(members) }
    case .value(let value): items.firstIndex { $0.canonicalNumber == value }
    case .index(let index): items.indices.contains(index) ? index : nil
    }
  }

  private func has(_ key: JSONObject) -> Bool {
    guard case .object(let members) = self, !key.isEmpty else { return false }
    return key.allSatisfy { name, value in
      (members[name]?.canonicalNumber ?? (name == "protocol" ? "TCP" : nil)) == value
    }
  }
}
