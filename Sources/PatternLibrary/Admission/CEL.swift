import JSONTree

/// Values in the Common Expression Language, written so that none of them can break out of its place.
enum CEL {
  /// A text: only printable ASCII stands as it is, without quotes and backslashes.
  static func string(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x22, 0x5C: result += "\\\(scalar)"
      case 0x20..<0x7F: result.unicodeScalars.append(scalar)
      case 0..<0x1_0000: result += "\\u" + hexadecimal(scalar.value, digits: 4)
      default: result += "\\U" + hexadecimal(scalar.value, digits: 8)
      }
    }
    return result + "\""
  }

  /// A list of texts.
  static func strings(_ texts: some Sequence<String>) -> String {
    "[\(texts.map(string).joined(separator: ", "))]"
  }

  /// Any value. The members of an object may have different types, which CEL wants to be told.
  static func value(_ json: JSON) -> String {
    switch json {
    case .null: "null"
    case .bool(let value): "\(value)"
    case .integer(let value): "\(value)"
    case .number: "double(\(string(json.serializedString())))"
    case .string(let value): string(value)
    case .array(let elements): "[\(elements.map { "dyn(\(value($0)))" }.joined(separator: ", "))]"
    case .object(let members):
      "{"
        + members.sorted { $0.key < $1.key }.map { "\(string($0.key)): dyn(\(value($0.value)))" }
        .joined(separator: ", ") + "}"
    }
  }

  private static func hexadecimal(_ value: UInt32, digits: Int) -> String {
    let text = String(value, radix: 16)
    return String(repeating: "0", count: digits - text.count) + text
  }
}
