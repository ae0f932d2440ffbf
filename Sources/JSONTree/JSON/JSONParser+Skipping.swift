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

  private mutating func skipObject(depth: Int) throws(JSONParsingError) {
    position += 1
    skipWhiteSpace()
    if consume(UInt8(ascii: "}")) { return }
    repeat {
      skipWhiteSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("expected a member name") }
      try skipString()
      skipWhiteSpace()
      guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
      try skipValue(depth: depth + 1)
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
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

  private mutating func skipString() throws(JSONParsingError) {
    position += 1
    while let byte = peek {
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return
      case UInt8(ascii: "\\"): _ = try parseEscape()
      case 0..<0x20: throw error("a control character in a string")
      default: break
      }
    }
    throw error("unexpected end in a string")
  }
}
