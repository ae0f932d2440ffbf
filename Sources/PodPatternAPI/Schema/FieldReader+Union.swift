// Objects of which exactly one field is set.

import JSONTree

/// One of the fields of a union, and the value that it makes of the union.
struct UnionMember<Union> {
  let name: String
  /// Made only for the member that is set, since there are many others.
  let type: () -> FieldType<Union>
  let text: String

  /// A member that is read as a type of its own.
  static func member<Value>(
    _ name: String, _ type: @escaping @autoclosure () -> FieldType<Value>, _ text: String,
    _ wrap: @escaping (Value) -> Union
  ) -> UnionMember {
    UnionMember(name: name, type: { type().map(wrap) }, text: text)
  }
}

extension FieldReader {
  /// Reads the one field of a union that is set.
  ///
  /// With none or several set that is one problem; the fields that are set are read all the same.
  ///
  /// - Parameters:
  ///   - first: a member; also the placeholder's.
  ///   - others: the other members.
  mutating func exactlyOne<Union>(_ first: UnionMember<Union>, _ others: UnionMember<Union>...) -> Union {
    let members = [first] + others
    let values = members.compactMap { member in optional(member.name, member.type(), member.text) }
    checkExactlyOne(of: members.map(\.name))
    return values.first ?? first.type().placeholder()
  }

  private mutating func checkExactlyOne(of names: [String]) {
    let present = names.filter { has($0) }
    guard present.count != 1 else { return }
    let message = "exactly one of \(names.joined(separator: ", ")) must be set"
    let terms = names.map { "has(self.\($0))" }
    describeRule(Rule(expression: "[\(terms.joined(separator: ", "))].exists_one(isSet, isSet)", message: message))
    report(present.isEmpty ? .required : .invalid(value: .array(present.map(JSON.string))), message)
  }
}
