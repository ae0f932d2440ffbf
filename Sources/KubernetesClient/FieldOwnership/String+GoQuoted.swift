// Strings as Go's `%q` writes them (`strconv.Quote`), which the API server uses in its messages.

extension String {
  /// The text in quotes; what is not printable is escaped.
  var goQuoted: String {
    var text = "\""
    for scalar in unicodeScalars { text += Self.goEscaped(scalar) }
    return text + "\""
  }

  /// Reads a quoted text, and tells where it ends; `nil` where it is none, or has an escape that is no Unicode scalar.
  static func readingGoQuoted(
    _ scalars: Substring.UnicodeScalarView
  ) -> (text: String, end: Substring.UnicodeScalarView.Index)? {
    var rest = scalars
    guard rest.popFirst() == "\"" else { return nil }
    var text = String.UnicodeScalarView()
    while let scalar = rest.popFirst() {
      switch scalar {
      case "\"": return (String(text), rest.startIndex)
      case "\\":
        guard let escaped = readGoEscape(&rest) else { return nil }
        text.append(escaped)
      default: text.append(scalar)
      }
    }
    return nil
  }

  private static func goEscaped(_ scalar: Unicode.Scalar) -> String {
    if scalar == "\"" || scalar == "\\" { return "\\\(scalar)" }
    if isPrintable(scalar) { return String(scalar) }
    if let letter = goLetters.first(where: { $0.value == scalar })?.key { return "\\\(letter)" }
    return switch scalar.value {
    case ..<0x80: "\\x" + hexadecimal(scalar, digits: 2)
    case ..<0x10000: "\\u" + hexadecimal(scalar, digits: 4)
    default: "\\U" + hexadecimal(scalar, digits: 8)
    }
  }

  private static func hexadecimal(_ scalar: Unicode.Scalar, digits: Int) -> String {
    let number = String(scalar.value, radix: 16)
    return String(repeating: "0", count: Swift.max(0, digits - number.count)) + number
  }

  private static let goLetters: [Unicode.Scalar: Unicode.Scalar] = [
    "a": "\u{7}", "b": "\u{8}", "f": "\u{c}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{b}",
  ]

  /// Go's `strconv.IsPrint`: letters, marks, numbers, punctuation, symbols, and the ASCII space.
  private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
    case .spaceSeparator: scalar == " "
    default: true
    }
  }

  /// What an escape stands for, of which the backslash has been read.
  private static func readGoEscape(_ rest: inout Substring.UnicodeScalarView) -> Unicode.Scalar? {
    switch rest.popFirst() {
    case "x": readHexadecimal(2, &rest, limit: 0x80)
    case "u": readHexadecimal(4, &rest)
    case "U": readHexadecimal(8, &rest)
    case "\"": "\""
    case "\\": "\\"
    case let letter?: goLetters[letter]
    case nil: nil
    }
  }

  private static func readHexadecimal(
    _ count: Int, _ rest: inout Substring.UnicodeScalarView, limit: UInt32 = .max
  ) -> Unicode.Scalar? {
    let digits = rest.prefix(count)
    rest = rest[digits.endIndex...]
    guard digits.count == count, digits.allSatisfy({ $0.properties.isASCIIHexDigit }) else { return nil }
    return UInt32(String(digits), radix: 16).flatMap { $0 < limit ? Unicode.Scalar($0) : nil }
  }
}
