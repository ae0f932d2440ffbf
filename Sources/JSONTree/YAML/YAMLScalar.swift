// Which value a scalar stands for: the YAML 1.2 core schema, and what go-yaml version 2, and with it `kubectl`,
// resolves besides. The order of the attempts is go-yaml's: words, whole numbers, floating-point numbers, else a
// string.

/// The meaning of scalars.
enum YAMLScalar {
  /// The value of a scalar without quotes; infinity and not-a-number are numbers here, for the caller to refuse.
  static func resolve(_ text: String) -> JSON {
    guard let first = text.utf8.first else { return .null }
    if let value = words[text] { return value }
    switch first {
    case UInt8(ascii: "."): return decimal(text) ?? .string(text)
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "+"), UInt8(ascii: "-"):
      let plain = text.filter { $0 != "_" }
      return integer(plain) ?? decimal(plain) ?? .string(text)
    default: return .string(text)
    }
  }

  private static let words: [String: JSON] = {
    var words: [String: JSON] = ["~": .null]
    func add(_ value: JSON, _ spellings: [String]) {
      for spelling in spellings { words[spelling] = value }
    }
    add(.null, ["null", "Null", "NULL"])
    add(true, ["true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON", "y", "Y"])
    add(false, ["false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF", "n", "N"])
    add(.number(.infinity), [".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF"])
    add(.number(-.infinity), ["-.inf", "-.Inf", "-.INF"])
    add(.number(.nan), [".nan", ".NaN", ".NAN"])
    return words
  }()

  /// A whole number with Go's prefixes: `0x`, `0b`, `0o`, and `0` for octal.
  private static func integer(_ text: String) -> JSON? {
    var digits = Substring(text)
    let sign = digits.first == "-" || digits.first == "+" ? String(digits.removeFirst()) : ""
    let radix = removeRadixPrefix(&digits)
    guard digits.utf8.first.map(isAlphanumeric) == true else { return nil }
    if let value = Int64(sign + digits, radix: radix) { return .integer(value) }
    return sign.isEmpty ? UInt64(digits, radix: radix).map { .number(Double($0)) } : nil
  }

  private static func removeRadixPrefix(_ digits: inout Substring) -> Int {
    guard digits.utf8.count > 1, digits.utf8.first == UInt8(ascii: "0") else { return 10 }
    digits.removeFirst()
    let radix =
      switch digits.first {
      case "x", "X": 16
      case "o", "O": 8
      case "b", "B": 2
      default: 0
      }
    guard radix != 0 else { return 8 }
    digits.removeFirst()
    return radix
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "A")...UInt8(ascii: "Z"):
      true
    default: false
    }
  }

  /// A number by `[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?`; one out of range is a string, as for go-yaml.
  private static func decimal(_ text: String) -> JSON? {
    var rest = Substring(text)
    if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
    let whole = removeDigits(&rest)
    var fraction = ""[...]
    if rest.first == "." {
      rest.removeFirst()
      fraction = removeDigits(&rest)
    }
    guard !(whole.isEmpty && fraction.isEmpty) else { return nil }
    if rest.first == "e" || rest.first == "E" {
      rest.removeFirst()
      if rest.first == "-" || rest.first == "+" { rest.removeFirst() }
      guard !removeDigits(&rest).isEmpty else { return nil }
    }
    guard rest.isEmpty, let value = Double(text), value.isFinite else { return nil }
    return .number(value)
  }

  private static func removeDigits(_ rest: inout Substring) -> Substring {
    let digits = rest.prefix { "0"..."9" ~= $0 && $0.isASCII }
    rest = rest[digits.endIndex...]
    return digits
  }
}
