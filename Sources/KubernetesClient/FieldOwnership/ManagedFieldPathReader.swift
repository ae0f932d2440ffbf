import JSONTree

/// Reads the text of a path, step by step; every function is `nil` where the text is not in the syntax.
struct ManagedFieldPathReader {
  private var rest: Substring.UnicodeScalarView

  init(_ text: String) { rest = text[...].unicodeScalars }

  mutating func elements() -> [ManagedFieldPath.Element]? {
    var elements: [ManagedFieldPath.Element] = []
    while let first = rest.popFirst() {
      switch first {
      case ".":
        guard let name = fieldName(in: elements) else { return nil }
        elements.append(.field(name))
      case "[":
        guard let element = bracketed() else { return nil }
        elements.append(element)
      default: return nil
      }
    }
    return elements
  }

  private mutating func fieldName(in parent: [ManagedFieldPath.Element]) -> String? {
    if rest.first == "\"" { return quoted() }
    let isFree = ManagedFieldPath.hasFreeNames(parent) && !rest.contains("[")
    let name = takeText { $0 != "[" && (isFree || $0 != ".") }
    return name.isEmpty ? nil : name
  }

  /// What stands in brackets, of which the first has been read.
  private mutating func bracketed() -> ManagedFieldPath.Element? {
    if consume("=") {
      guard let value = value(), consume("]") else { return nil }
      return .value(value)
    }
    if let index = Int(String(rest.prefix { $0 != "]" })) {
      _ = takeText { $0 != "]" }
      return consume("]") ? .index(index) : nil
    }
    return key().map { .key($0) }
  }

  private mutating func key() -> JSONObject? {
    var members: [String: JSON] = [:]
    if consume("]") { return [:] }
    repeat {
      guard let name = rest.first == "\"" ? quoted() : takeText(while: { $0 != "=" }), consume("="), let value = value()
      else { return nil }
      members[name] = value
    } while consume(",")
    return consume("]") ? JSONObject(members) : nil
  }

  private mutating func value() -> JSON? {
    switch rest.first {
    case "\"": quoted().map { .string($0) }
    case "[", "{": try? JSON.parse(takeNested())
    default: try? JSON.parse(takeText { $0 != "," && $0 != "]" })
    }
  }

  /// A string as Go quotes it.
  private mutating func quoted() -> String? {
    guard let (text, end) = String.readingGoQuoted(rest) else { return nil }
    rest = rest[end...]
    return text
  }

  /// The text of an array or object, up to the bracket that closes it.
  private mutating func takeNested() -> String {
    var depth = 0
    var isInString = false
    var isEscaped = false
    var isClosed = false
    return takeText { scalar in
      if isClosed { return false }
      if isInString {
        if scalar == "\"", !isEscaped { isInString = false }
        isEscaped = scalar == "\\" && !isEscaped
        return true
      }
      switch scalar {
      case "\"": isInString = true
      case "[", "{": depth += 1
      case "]", "}": depth -= 1
      default: break
      }
      isClosed = depth == 0
      return true
    }
  }

  private mutating func takeText(while isTaken: (Unicode.Scalar) -> Bool) -> String {
    let text = rest.prefix(while: isTaken)
    rest = rest[text.endIndex...]
    return String(text)
  }

  private mutating func consume(_ scalar: Unicode.Scalar) -> Bool {
    guard rest.first == scalar else { return false }
    rest.removeFirst()
    return true
  }
}
