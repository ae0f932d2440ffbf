extension JSON {
  /// The text, if this is a string.
  public var string: String? {
    if case .string(let value) = self { value } else { nil }
  }

  /// The whole number, if this is one; a floating-point number without a fraction counts, as it does for Kubernetes.
  public var integer: Int64? {
    switch self {
    case .integer(let value): value
    case .number(let value): Int64(exactly: value)
    default: nil
    }
  }

  /// The truth value, if this is one.
  public var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The elements, if this is an array.
  public var array: [JSON]? {
    if case .array(let value) = self { value } else { nil }
  }

  /// The members, if this is an object.
  public var object: JSONObject? {
    if case .object(let value) = self { value } else { nil }
  }

  /// Whether this is `null`.
  public var isNull: Bool { self == .null }

  /// The member of an object; `nil` where this is no object or has no such member.
  ///
  /// Assigning makes an object of what was none, and assigning `nil` removes the member.
  public subscript(key: String) -> JSON? {
    get { if case .object(let members) = self { members[key] } else { nil } }
    set {
      var members: JSONObject = [:]
      if case .object(let existing) = self { members = existing }
      self = .null
      members[key] = newValue
      self = .object(members)
    }
  }

  /// The member at the end of a path of keys, such as `object["metadata", "name"]`.
  public subscript(first: String, second: String, rest: String...) -> JSON? {
    self[first]?[second]?.value(at: rest)
  }

  /// The value at the end of a path of keys, the outermost first; this one where there are none.
  public func value(at keys: some Sequence<String>) -> JSON? { keys.reduce(Optional(self)) { $0?[$1] } }

  /// The name of the JSON type, as error messages use it.
  public var typeName: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .integer: "integer"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// A copy without `null` members and empty arrays, at every depth; empty objects stay: `emptyDir: {}` has a meaning.
  ///
  /// Server-side apply would own such a field; a manifest that does not mean it must not name it.
  public var withoutEmptyFields: JSON {
    switch self {
    case .array(let elements): .array(elements.map(\.withoutEmptyFields))
    case .object(let members):
      .object(members.filter { !$0.value.isEmptyField }.mapValues(\.withoutEmptyFields))
    default: self
    }
  }

  private var isEmptyField: Bool { isNull || self == .array([]) }
}
