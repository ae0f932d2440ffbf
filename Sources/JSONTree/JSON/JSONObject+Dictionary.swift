// What an object and a dictionary have in common.

extension JSONObject: ExpressibleByDictionaryLiteral {
  /// The members of a dictionary.
  public init(_ dictionary: [String: JSON]) { self.init(dictionary.map { Member(key: $0.key, value: $0.value) }) }

  /// Members that are strings.
  public init(_ texts: [String: String]) { self.init(texts.map { Member(key: $0.key, value: .string($0.value)) }) }

  /// The given members; of two with one key the last counts.
  public init(_ members: [(String, JSON)]) {
    self.init(members.map { Member(key: $0.0, value: $0.1) })
  }

  /// The given members; of two with one key the last counts.
  public init(dictionaryLiteral elements: (String, JSON)...) { self.init(elements) }

  /// The keys, in ascending order.
  public var keys: [String] { members.map(\.key) }

  /// The values, in ascending order of their keys.
  public var values: [JSON] { members.map(\.value) }

  /// The members that a condition holds for.
  public func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> JSONObject {
    JSONObject(ascending: try members.filter { try isIncluded(($0.key, $0.value)) })
  }

  /// The same keys, with other values.
  public func mapValues(_ transform: (JSON) throws -> JSON) rethrows -> JSONObject {
    JSONObject(ascending: try members.map { Member(key: $0.key, value: try transform($0.value)) })
  }

  /// Those members that have a value of another kind, with it.
  public func compactMapValues<Value>(_ transform: (JSON) throws -> Value?) rethrows -> [String: Value] {
    var values: [String: Value] = [:]
    for member in members { values[member.key] = try transform(member.value) }
    return values
  }

  /// The members of both objects; `combine` gives the value of a key that both have, from the values of this and the other.
  public func merging(
    _ other: JSONObject, uniquingKeysWith combine: (JSON, JSON) throws -> JSON
  ) rethrows -> JSONObject {
    let others = try other.members.map { member in
      guard let own = self[member.key] else { return member }
      return Member(key: member.key, value: try combine(own, member.value))
    }
    return JSONObject(members + others)
  }

  /// Adds the members of another object as `merging` does.
  public mutating func merge(
    _ other: JSONObject, uniquingKeysWith combine: (JSON, JSON) throws -> JSON
  ) rethrows {
    self = try merging(other, uniquingKeysWith: combine)
  }
}
