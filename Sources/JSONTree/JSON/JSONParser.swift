// The parser's state: a position in the bytes, and one function for each kind of value.

struct JSONParser {
  let bytes: UnsafeRawBufferPointer
  var position = 0

  init(bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

  mutating func parseValue(depth: Int, _ filter: JSONFilter? = nil) throws(JSONParsingError) -> JSON {
    switch try firstByte(depth: depth) {
    case UInt8(ascii: "{"): return try parseObject(depth: depth, filter)
    case UInt8(ascii: "["): return try parseArray(depth: depth, filter)
    case UInt8(ascii: "\""): return .string(try parseString())
    case UInt8(ascii: "t"): return try parse(literal: "true", as: true)
    case UInt8(ascii: "f"): return try parse(literal: "false", as: false)
    case UInt8(ascii: "n"): return try parse(literal: "null", as: .null)
    case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try parseNumber()
    default: throw error("expected a value")
    }
  }

  /// The byte that a value begins with, which tells its type.
  mutating func firstByte(depth: Int) throws(JSONParsingError) -> UInt8 {
    skipWhiteSpace()
    guard depth <= JSON.maximumDepth else { throw error("nested deeper than \(JSON.maximumDepth) levels") }
    guard let first = peek else { throw error("unexpected end") }
    return first
  }

  mutating func expectEnd() throws(JSONParsingError) {
    skipWhiteSpace()
    guard position == bytes.count else { throw error("unexpected text after the value") }
  }

  private mutating func parseObject(depth: Int, _ filter: JSONFilter?) throws(JSONParsingError) -> JSON {
    position += 1
    var members: [JSONObject.Member] = []
    skipWhiteSpace()
    if consume(UInt8(ascii: "}")) { return [:] }
    members.reserveCapacity(4)
    repeat {
      skipWhiteSpace()
      guard peek == UInt8(ascii: "\"") else { throw error("expected a member name") }
      let key = try parseString()
      skipWhiteSpace()
      guard consume(UInt8(ascii: ":")) else { throw error("expected ':'") }
      if let value = try parseMember(depth: depth + 1, filter?[member: key]) {
        members.append(JSONObject.Member(key: key, value: value))
      }
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "}")) else { throw error("expected ',' or '}'") }
    JSONObject.order(&members)
    return .object(JSONObject(ascending: members))
  }

  /// `nil` for a member that is left out.
  private mutating func parseMember(depth: Int, _ filter: JSONFilter?) throws(JSONParsingError) -> JSON? {
    if filter?.isNothing == true {
      try skipValue(depth: depth)
      return nil
    }
    return try parseValue(depth: depth, filter?.isEverything == true ? nil : filter)
  }

  private mutating func parseArray(depth: Int, _ filter: JSONFilter?) throws(JSONParsingError) -> JSON {
    position += 1
    var elements: [JSON] = []
    skipWhiteSpace()
    if consume(UInt8(ascii: "]")) { return .array(elements) }
    repeat {
      if let condition = filter?.elementCondition, try !skipElement(unless: condition, depth: depth + 1) {
        skipWhiteSpace()
        continue
      }
      elements.append(try parseValue(depth: depth + 1, filter))
      skipWhiteSpace()
    } while consume(UInt8(ascii: ","))
    guard consume(UInt8(ascii: "]")) else { throw error("expected ',' or ']'") }
    return .array(elements)
  }

  mutating func parse(literal: StaticString, as value: JSON) throws(JSONParsingError) -> JSON {
    let count = literal.utf8CodeUnitCount
    let isMatch =
      position + count <= bytes.count
      && UnsafeRawBufferPointer(rebasing: bytes[position..<position + count])
        .elementsEqual(UnsafeBufferPointer(start: literal.utf8Start, count: count))
    guard isMatch else { throw error("expected a value") }
    position += count
    return value
  }

  mutating func parseNumber() throws(JSONParsingError) -> JSON {
    let start = position
    _ = consume(UInt8(ascii: "-"))
    let leading = position
    try skipDigits()
    if bytes[leading] == UInt8(ascii: "0"), position - leading > 1 { throw error("a number has a leading zero") }
    var isInteger = true
    if consume(UInt8(ascii: ".")) {
      isInteger = false
      try skipDigits()
    }
    if consume(UInt8(ascii: "e")) || consume(UInt8(ascii: "E")) {
      isInteger = false
      if !consume(UInt8(ascii: "+")) { _ = consume(UInt8(ascii: "-")) }
      try skipDigits()
    }
    let text = String(decoding: bytes[start..<position], as: UTF8.self)
    if isInteger, let value = Int64(text) { return .integer(value) }
    guard let value = Double(text), value.isFinite else { throw error("a number is out of range") }
    return .number(value)
  }

  mutating func skipDigits() throws(JSONParsingError) {
    let start = position
    while let byte = peek, UInt8(ascii: "0")...UInt8(ascii: "9") ~= byte { position += 1 }
    guard position > start else { throw error("expected a digit") }
  }

  mutating func parseString() throws(JSONParsingError) -> String {
    position += 1
    let start = position
    position = bytes.endOfPlainText(from: start)
    guard peek == UInt8(ascii: "\"") else { return try parseUnusualString(from: start) }
    defer { position += 1 }
    return String(decoding: UnsafeRawBufferPointer(rebasing: bytes[start..<position]), as: UTF8.self)
  }

  /// A string that is not all plain text, but begins with it.
  private mutating func parseUnusualString(from start: Int) throws(JSONParsingError) -> String {
    var units: [UInt8] = []
    var start = start
    while let byte = peek {
      units.append(contentsOf: UnsafeRawBufferPointer(rebasing: bytes[start..<position]))
      position += 1
      switch byte {
      case UInt8(ascii: "\""): return try text(units)
      case UInt8(ascii: "\\"):
        let scalar = try parseEscape()
        if scalar.isASCII { units.append(UInt8(scalar.value)) } else { units.append(contentsOf: scalar.utf8) }
      case 0..<0x20: throw error("a control character in a string")
      default: units.append(byte)
      }
      start = position
      position = bytes.endOfPlainText(from: start)
    }
    throw error("unexpected end in a string")
  }

  mutating func parseEscape() throws(JSONParsingError) -> Unicode.Scalar {
    guard let byte = peek else { throw error("unexpected end in a string") }
    position += 1
    switch byte {
    case UInt8(ascii: "n"): return "\n"
    case UInt8(ascii: "t"): return "\t"
    case UInt8(ascii: "r"): return "\r"
    case UInt8(ascii: "b"): return "\u{8}"
    case UInt8(ascii: "f"): return "\u{c}"
    case UInt8(ascii: "u"): return try parseUnicodeEscape()
    case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
    default: throw error("an unknown escape in a string")
    }
  }

  /// A lone half of a surrogate pair becomes U+FFFD, as in Go's `encoding/json`.
  private mutating func parseUnicodeEscape() throws(JSONParsingError) -> Unicode.Scalar {
    let unit = try parseHexUnit()
    guard 0xD800..<0xDC00 ~= unit else { return Unicode.Scalar(unit) ?? "\u{FFFD}" }
    let afterFirst = position
    if consume(UInt8(ascii: "\\")), consume(UInt8(ascii: "u")) {
      let low = try parseHexUnit()
      if 0xDC00..<0xE000 ~= low {
        return Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)) ?? "\u{FFFD}"
      }
    }
    position = afterFirst
    return "\u{FFFD}"
  }

  private mutating func parseHexUnit() throws(JSONParsingError) -> UInt32 {
    guard position + 4 <= bytes.count else { throw error("unexpected end in a string") }
    var unit: UInt32 = 0
    for _ in 0..<4 {
      guard let digit = Character(Unicode.Scalar(bytes[position])).hexDigitValue, bytes[position] < 0x80 else {
        throw error("expected four hexadecimal digits")
      }
      unit = unit << 4 | UInt32(digit)
      position += 1
    }
    return unit
  }

  private func text(_ units: [UInt8]) throws(JSONParsingError) -> String {
    guard let text = String(validating: units, as: UTF8.self) else { throw error("a string is not valid UTF-8") }
    return text
  }

  var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

  mutating func consume(_ byte: UInt8) -> Bool {
    guard peek == byte else { return false }
    position += 1
    return true
  }

  mutating func skipWhiteSpace() {
    while let byte = peek, byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { position += 1 }
  }

  func error(_ message: String) -> JSONParsingError { JSONParsingError(message: message, offset: position) }
}
