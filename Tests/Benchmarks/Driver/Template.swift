import JSONTree

extension JSON {
  /// The same value with placeholders such as `{name}` replaced in every text of it.
  func filled(_ values: [String: String]) -> JSON { mapTexts { $0.filled(values) } }

  /// The same value with a text replaced wherever it occurs in a text.
  func replacing(_ text: String, with other: String) -> JSON { mapTexts { $0.replacing(text, with: other) } }

  private func mapTexts(_ change: (String) -> String) -> JSON {
    switch self {
    case .string(let text): .string(change(text))
    case .array(let elements): .array(elements.map { $0.mapTexts(change) })
    case .object(let members): .object(members.mapValues { $0.mapTexts(change) })
    default: self
    }
  }

  /// Whether one of its texts is this one.
  func mentions(_ text: String) -> Bool {
    switch self {
    case .string(let own): own == text
    case .array(let elements): elements.contains { $0.mentions(text) }
    case .object(let members): members.values.contains { $0.mentions(text) }
    default: false
    }
  }
}

extension String {
  /// The text with placeholders such as `{name}` replaced.
  func filled(_ values: [String: String]) -> String {
    values.reduce(self) { text, value in text.replacing("{\(value.key)}", with: value.value) }
  }
}
