// Going over a value without making a tree of it: what a filter leaves out.

extension JSONParser {
  /// Accepts what `parseValue` accepts, but for texts that are not UTF-8.
  mutating func skipValue(depth: Int) throws(JSONParsingError) {
    switch try firstByte(depth: depth) {
    case UInt8(ascii: "{"): try skipObject(depth: depth)
    case UInt8(ascii: "["): try skipArray(depth: depth)
    case UInt8(ascii: "\""): try skipString()
    default: _ = try parseValue(depth: depth)
    }
  }

  /// Goes over an array's element where it does not meet a condition, and tells whether it does.
  mutating func skipElement(
    unless condition: JSONFilter.ElementCondition, depth: Int
  ) throws(JSONParsingError) -> Bool {
    let start = position
    guard try firstByte(depth: depth) == UInt8(ascii: "{") else {
      try skipValue(depth: depth)
      return false
    }
    let isMet = try skipObject(depth: depth, condition)
    if isMet { position = start }
    return isMet
  }

  /// Goes over an object, and tells whether it meets a condition, if there is one.
  @discardableResult
  private mutating func skipObject(
    depth: Int, _ condition: JSONFilter.ElementCondition? = nil
  ) throws(JSONParsingError) -> Bool {
    position += 1
    var isMet = false
    skipWhiteSpace()
    if consume(UInt8(ascii: "}")) { return isMet }
    repeat {
      skipWhiteSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("expected a member name") }
      let isConditions = try skipName(condition?.key)
      skipWhiteSpace()
      guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
      if isConditions {
        isMet = try parseValue(depth: depth + 1).string == condition?.value
      } else {
        try skipValue(depth: depth + 1)
      }
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
    return isMet
  }

  /// Goes over a member's name, and tells whether it is the one that is looked for, if one is.
  private mutating func skipName(_ wanted: String?) throws(JSONParsingError) -> Bool {
    if let wanted { return try parseString() == wanted }
    try skipString()
    return false
  }

  private mutating func skipArray(depth: Int) throws(JSONParsingError) {
    position += 1
    skipWhiteSpace()
    if consume(UInt8(ascii: "]")) { return }
    repeat {
      try skipValue(depth: depth + 1)
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
  }

  mutating func skipString() throws(JSONParsingError) {
    position = bytes.endOfPlainText(from: position + 1)
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): _ = try parseEscape()
      case 0..<0x20: throw error("a control character in a string")
      default: break
      }
      position = bytes.endOfPlainText(from: position)
    }
    throw error("unexpected end in a string")
  }
}
