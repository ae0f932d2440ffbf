// Texts, numbers and truth values.

import JSONTree

extension FieldType where Value == Bool {
  /// `true` or `false`.
  static var boolean: FieldType {
    FieldType(
      schema: { Schema(.boolean) },
      placeholder: { false },
      read: { json, path, problems in
        if let value = json.bool { return value }
        problems.append(.wrongType(json, at: path, expected: "a boolean"))
        return nil
      })
  }
}

extension FieldType where Value == Int {
  /// A whole number in a range.
  static func integer(_ range: ClosedRange<Int>) -> FieldType {
    FieldType(
      schema: { Schema(.integer(range)) },
      placeholder: { range.lowerBound },
      read: { json, path, problems in
        guard let value = json.integer else {
          problems.append(.wrongType(json, at: path, expected: "an integer"))
          return nil
        }
        return check(Int(value), in: range, json, path, &problems)
      })
  }

  /// The range as Kubernetes states it.
  fileprivate static func check(
    _ value: Int, in range: ClosedRange<Int>, _ json: JSON, _ path: FieldPath, _ problems: inout [Problem]
  ) -> Int? {
    if range.contains(value) { return value }
    let allowed =
      range.upperBound == Int.max
      ? "greater than or equal to \(range.lowerBound)" : "between \(range.lowerBound) and \(range.upperBound)"
    problems.append(Problem(path: path, kind: .invalid(value: json), message: "must be \(allowed)"))
    return nil
  }
}

extension FieldType where Value == String {
  /// A text in a format.
  static func string(_ format: StringFormat) -> FieldType {
    FieldType(
      schema: { Schema(.string(format)) },
      placeholder: { "" },
      read: { json, path, problems in
        guard let value = json.string else {
          problems.append(.wrongType(json, at: path, expected: json.isScalar ? "a string (in quotes)" : "a string"))
          return nil
        }
        return check(value, format, path, &problems)
      })
  }

  fileprivate static func check(
    _ value: String, _ format: StringFormat, _ path: FieldPath, _ problems: inout [Problem]
  ) -> String? {
    guard format.allowsLength(of: value) else {
      problems.append(Problem(path: path, kind: .tooLong(max: format.maximumLength)))
      return nil
    }
    guard format.expression.matches(value) else {
      problems.append(Problem(path: path, kind: .invalid(value: .string(value)), message: format.requirement))
      return nil
    }
    return value
  }
}

extension FieldType where Value: RawRepresentable & CaseIterable, Value.RawValue == String {
  /// One of the values of an enumeration.
  static func choice(placeholder: Value) -> FieldType {
    let choices = Value.allCases.map(\.rawValue)
    return FieldType(
      schema: { Schema(.choice(choices)) },
      placeholder: { placeholder },
      read: { json, path, problems in
        guard let text = json.string else {
          problems.append(.wrongType(json, at: path, expected: "a string"))
          return nil
        }
        if let value = Value(rawValue: text) { return value }
        problems.append(Problem(path: path, kind: .notSupported(value: json, allowed: choices)))
        return nil
      })
  }
}

extension FieldType where Value == IntOrString {
  /// A number in a range, or a text in a format.
  static func integerOrString(_ range: ClosedRange<Int>, _ format: StringFormat) -> FieldType {
    FieldType(
      schema: { Schema(.integerOrString(range, format)) },
      placeholder: { .integer(range.lowerBound) },
      read: { json, path, problems in
        if let number = json.integer {
          return FieldType<Int>.check(Int(number), in: range, json, path, &problems).map(Value.integer)
        }
        if let text = json.string {
          return FieldType<String>.check(text, format, path, &problems).map(Value.string)
        }
        problems.append(.wrongType(json, at: path, expected: "an integer or a string"))
        return nil
      })
  }
}
