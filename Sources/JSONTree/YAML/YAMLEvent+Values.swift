// What single events mean, and errors at their place.

extension YAMLEvent {
  func error(_ message: String) -> YAMLError {
    YAMLError(line: position.line + 1, column: position.column + 1, message: message)
  }

  /// Whether there is no text at all, which is how an empty document looks.
  var isEmptyScalar: Bool {
    guard case .scalar(let scalar, let properties) = kind else { return false }
    return scalar.isPlain && scalar.text.isEmpty && properties.tag == nil
  }

  var isMergeKey: Bool {
    guard case .scalar(let scalar, let properties) = kind else { return false }
    return scalar.isPlain && scalar.text == "<<" && properties.tag == nil
  }

  func value(of scalar: Scalar, tag: String?) throws(YAMLError) -> JSON {
    guard let tag else { return try finite(scalar.isPlain ? YAMLScalar.resolve(scalar.text) : .string(scalar.text)) }
    guard let known = YAMLTag(rawValue: tag) else { throw unknownTag(tag) }
    guard let value = known.value(of: scalar.text) else {
      throw error("\"\(scalar.text.printable(maximumLength: 120))\" is no \(Self.short(tag))")
    }
    return try finite(value)
  }

  func check(_ tag: String?, isOneOf allowed: [YAMLTag]) throws(YAMLError) {
    guard let tag else { return }
    guard let known = YAMLTag(rawValue: tag) else { throw unknownTag(tag) }
    guard allowed.contains(known) else { throw error("a collection is no \(Self.short(tag))") }
  }

  /// The name of the member that has a key, as `kubectl` converts keys that are no strings.
  func memberName(from key: JSON) throws(YAMLError) -> String {
    switch key {
    case .string(let name): return name
    case .integer(let number): return String(number)
    case .bool(let flag): return String(flag)
    case .number(let number):
      // `kubectl` would rewrite `1.10` as `1.1`: what it leaves alone is safe, the rest has to be quoted.
      let name = Float(number).description
      if case .scalar(let scalar, _) = kind, scalar.text == name, !name.hasSuffix(".0") { return name }
      throw error("a key that looks like this number has to be quoted")
    case .null, .array, .object: throw error("a key has to be a string, not \(key.typeName)")
    }
  }

  private func finite(_ value: JSON) throws(YAMLError) -> JSON {
    if case .number(let number) = value, !number.isFinite { throw error("JSON has no infinity and no not-a-number") }
    return value
  }

  private func unknownTag(_ tag: String) -> YAMLError {
    error("the tag \(Self.short(tag)) is none that JSON has a type for")
  }

  private static func short(_ tag: String) -> String {
    let prefix = "tag:yaml.org,2002:"
    let name = tag.hasPrefix(prefix) ? "!!" + tag.dropFirst(prefix.count) : tag
    return name.printable(maximumLength: 120)
  }
}
