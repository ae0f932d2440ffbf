/// The members of a mapping while it is read: its own, and those that merge keys (`<<`) bring in beneath them.
struct YAMLMembers {
  private var own: [String: JSON] = [:]
  private var merged: [String: JSON] = [:]

  /// A member of its own counts before one that was merged.
  var all: JSONObject { JSONObject(own.merging(merged) { own, _ in own }) }

  mutating func insert(_ value: JSON, for name: String, at event: YAMLEvent) throws(YAMLError) {
    guard own.updateValue(value, forKey: name) == nil else {
      throw event.error("the key \"\(name.printable(maximumLength: 120))\" is there twice")
    }
  }

  /// Adds the members of a mapping, or of several, of which the first counts.
  ///
  /// YAML lets a member of its own win wherever `<<` stands, `kubectl` lets the later one win: where that would make a
  /// difference, neither is right.
  mutating func merge(_ value: JSON, at event: YAMLEvent) throws(YAMLError) {
    for mapping in value.array ?? [value] {
      guard let members = mapping.object else { throw event.error("<< needs a mapping, or a list of mappings") }
      if let name = members.keys.first(where: { own[$0] != nil && own[$0] != members[$0] }) {
        let shown = name.printable(maximumLength: 120)
        throw event.error("<< would change the key \"\(shown)\", which stands before it; write << first")
      }
      merged.merge(members.map { ($0.key, $0.value) }) { first, _ in first }
    }
  }
}
