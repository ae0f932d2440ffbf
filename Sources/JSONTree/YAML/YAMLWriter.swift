/// Writes trees as YAML: the order of keys, and the style of each scalar.
struct YAMLWriter: ~Copyable {
  static let firstKeys = ["apiVersion", "kind", "metadata"]

  private let emitter = YAMLEmitter()

  consuming func write(_ documents: [JSON]) -> String {
    for (index, document) in documents.enumerated() {
      emitter.startDocument(isFirst: index == 0)
      write(document, firstKeys: Self.firstKeys)
      emitter.endDocument()
    }
    return emitter.finish()
  }

  private func write(_ value: JSON, firstKeys: [String] = []) {
    switch value {
    case .null: emitter.scalar("null", style: .plain)
    case .bool(let flag): emitter.scalar(String(flag), style: .plain)
    case .integer(let number): emitter.scalar(String(number), style: .plain)
    case .number(let number): emitter.scalar(Self.text(of: number), style: .plain)
    case .string(let text): emitter.scalar(text, style: text.yamlStyle)
    case .array(let elements):
      emitter.startSequence()
      for element in elements { write(element) }
      emitter.endSequence()
    case .object(let members):
      emitter.startMapping()
      for (key, value) in Self.sorted(members, firstKeys: firstKeys) {
        emitter.scalar(key, style: key.yamlKeyStyle)
        write(value)
      }
      emitter.endMapping()
    }
  }

  /// The members in the order in which they are written.
  static func sorted(_ members: JSONObject, firstKeys: [String]) -> [(key: String, value: JSON)] {
    func rank(_ key: String) -> Int { firstKeys.firstIndex(of: key) ?? firstKeys.count }
    return members.sorted { (rank($0.key), $0.key) < (rank($1.key), $1.key) }
  }

  /// A decimal point is always there, since YAML 1.1 takes `1e+20` for a string.
  private static func text(of number: Double) -> String {
    guard number.isFinite else { return "null" }
    let text = number.description
    guard !text.contains("."), let exponent = text.firstIndex(of: "e") else { return text }
    return text[..<exponent] + ".0" + text[exponent...]
  }
}
