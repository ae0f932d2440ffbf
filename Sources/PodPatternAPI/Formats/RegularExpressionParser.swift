// Reading the text of a regular expression into its parts.

/// A part of a regular expression.
indirect enum RegularExpressionPart {
  /// One byte of a set.
  case bytes(ByteSet)
  /// Parts that follow each other; none match the empty text.
  case sequence([RegularExpressionPart])
  /// Any one of several parts.
  case alternatives([RegularExpressionPart])
  /// A part, zero times or once.
  case optional(RegularExpressionPart)
  /// A part, once or more often.
  case repeated(RegularExpressionPart)
}

struct RegularExpressionParser {
  private let text: [UInt8]
  private var position = 0

  init(_ text: String) { self.text = Array(text.utf8) }

  mutating func parseAlternatives() -> RegularExpressionPart {
    var alternatives = [parseSequence()]
    while consume("|") { alternatives.append(parseSequence()) }
    return alternatives.count == 1 ? alternatives[0] : .alternatives(alternatives)
  }

  private mutating func parseSequence() -> RegularExpressionPart {
    var parts: [RegularExpressionPart] = []
    while let byte = peek, byte != UInt8(ascii: "|"), byte != UInt8(ascii: ")") { parts.append(parseRepetition()) }
    return .sequence(parts)
  }

  private mutating func parseRepetition() -> RegularExpressionPart {
    let part = parseAtom()
    if consume("?") { return .optional(part) }
    if consume("*") { return .optional(.repeated(part)) }
    if consume("+") { return .repeated(part) }
    return part
  }

  private mutating func parseAtom() -> RegularExpressionPart {
    if consume("(") {
      let group = parseAlternatives()
      _ = consume(")")
      return group
    }
    if consume("[") { return .bytes(parseClass()) }
    return .bytes(ByteSet(parseByte()))
  }

  private mutating func parseClass() -> ByteSet {
    let isNegated = consume("^")
    var set = ByteSet()
    while let byte = peek, byte != UInt8(ascii: "]") {
      let first = parseByte()
      if peek == UInt8(ascii: "-"), position + 1 < text.count, text[position + 1] != UInt8(ascii: "]") {
        position += 1
        set.insert(first...max(first, parseByte()))
      } else {
        set.insert(first...first)
      }
    }
    _ = consume("]")
    return isNegated ? set.inverted : set
  }

  private mutating func parseByte() -> UInt8 {
    if consume("\\") {
      if consume("x") { return parseHexDigit() << 4 | parseHexDigit() }
      return parseByte()
    }
    guard let byte = peek else { return UInt8(ascii: "\\") }
    position += 1
    return byte
  }

  private mutating func parseHexDigit() -> UInt8 {
    guard let byte = peek, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else { return 0 }
    position += 1
    return UInt8(digit)
  }

  private var peek: UInt8? { position < text.count ? text[position] : nil }

  private mutating func consume(_ character: Unicode.Scalar) -> Bool {
    guard peek == UInt8(ascii: character) else { return false }
    position += 1
    return true
  }
}
