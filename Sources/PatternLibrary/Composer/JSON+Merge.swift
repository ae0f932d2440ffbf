import JSONTree

// Comparing and merging values member by member.

extension JSON {
  /// Gives the member at the end of a path of keys a value, and makes the objects on the way where there are none.
  mutating func set(_ keys: [String], to value: JSON) {
    guard let key = keys.first else { return self = value }
    var member = self[key] ?? [:]
    member.set(Array(keys.dropFirst()), to: value)
    self[key] = member
  }

  /// Whether a value has everything that this one says; it may say more, such as what a server filled in, and write
  /// amounts in another way.
  func isCovered(by other: JSON) -> Bool {
    switch (self, other) {
    case (.object(let members), .object(let others)):
      members.allSatisfy { key, value in
        guard let other = others[key] else { return value.isNull || value == [] }
        return Self.amounts.contains(key) ? value.isSameAmount(as: other) : value.isCovered(by: other)
      }
    case (.array(let elements), .array(let others)):
      elements.count == others.count && zip(elements, others).allSatisfy { $0.isCovered(by: $1) }
    default: self == other
    }
  }

  /// The fields with amounts (`resource.Quantity`) of what patterns add, which the API server writes in a way of its own.
  private static let amounts: Set<String> = ["limits", "requests", "sizeLimit"]

  /// Whether this is the same amount, or an object of the same amounts.
  private func isSameAmount(as other: JSON) -> Bool {
    if let members = object, let others = other.object {
      return members.allSatisfy { key, value in others[key].map(value.isSameAmount) ?? false }
    }
    return self == other || (amount != nil && amount == other.amount)
  }

  /// A number, or a text with a number and a unit.
  private var amount: Double? {
    guard let text = string else { return integer.map(Double.init) }
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    return Self.units[String(text.dropFirst(number.count))].flatMap { unit in Double(number).map { $0 * unit } }
  }

  private static let units: [String: Double] = [
    "": 1, "m": 0.001, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12, "Ki": 1024, "Mi": 1_048_576, "Gi": 1_073_741_824,
    "Ti": 1_099_511_627_776,
  ]

  /// What of this value another one lacks or has otherwise: the outermost such members with their keys, in the order of the
  /// keys. Members that only the other one has do not count.
  func differences(from other: JSON?) -> [(keys: [String], value: JSON)] {
    guard let members = object, let others = other?.object else { return self == other ? [] : [([], self)] }
    return members.sorted { $0.key < $1.key }.flatMap { key, value in
      value.differences(from: others[key]).map { ([key] + $0.keys, $0.value) }
    }
  }

  /// This value with the members of another one, which win.
  func merging(_ other: JSON) -> JSON {
    guard let members = object, let others = other.object else { return other }
    return .object(members.merging(others) { $0.merging($1) })
  }
}
