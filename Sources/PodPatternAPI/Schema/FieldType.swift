import JSONTree

/// How a value is read from JSON, and what its schema is.
struct FieldType<Value> {
  /// The schema; made only when it is asked for, since reading does not need it.
  let schema: () -> Schema
  /// A value to go on with where there is none: in a description, and after a problem.
  let placeholder: () -> Value
  /// Reads the value, or reports what is wrong with it and returns `nil`.
  let read: (JSON, FieldPath, inout [Problem]) -> Value?
}

extension FieldType {
  /// The same type, of which another value is made.
  func map<Other>(_ transform: @escaping (Value) -> Other) -> FieldType<Other> {
    FieldType<Other>(
      schema: schema,
      placeholder: { transform(placeholder()) },
      read: { json, path, problems in read(json, path, &problems).map(transform) })
  }

  /// The same type, for an optional field that we wrote ourselves: a value with problems counts as absent.
  var lenient: FieldType {
    FieldType(
      schema: schema,
      placeholder: placeholder,
      read: { json, path, _ in
        var ignored: [Problem] = []
        return read(json, path, &ignored)
      })
  }
}

extension Problem {
  /// A value of another JSON type than the schema's.
  static func wrongType(_ value: JSON, at path: FieldPath, expected: String) -> Problem {
    Problem(path: path, kind: .invalid(value: value), message: "must be \(expected), not \(value.typeNameWithArticle)")
  }
}

extension JSON {
  /// Whether a YAML author may have meant a text and left out the quotes.
  var isScalar: Bool {
    switch self {
    case .bool, .integer, .number: true
    case .array, .null, .object, .string: false
    }
  }

  fileprivate var typeNameWithArticle: String {
    switch self {
    case .null: "null"
    case .array, .integer, .object: "an \(typeName)"
    default: "a \(typeName)"
    }
  }
}
