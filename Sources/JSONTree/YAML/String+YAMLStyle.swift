// How a string has to be written so that every reader gets the same string back.

extension String {
  /// A literal block for several lines, quotes for what could be taken for something else, else the bare text.
  var yamlStyle: YAMLEmitter.ScalarStyle {
    if isYAMLLiteral { return .literal }
    return isAmbiguousInYAML || unicodeScalars.contains(where: \.isLineBreak) ? .doubleQuoted : .plain
  }

  /// As ``yamlStyle``, but on one line.
  var yamlKeyStyle: YAMLEmitter.ScalarStyle { yamlStyle == .plain ? .plain : .doubleQuoted }

  /// Whether a literal block can hold the text unchanged: it has line feeds, no other line breaks and no unprintable
  /// characters, and does not begin with white space. Where a line ends with a space, libyaml itself prefers quotes.
  private var isYAMLLiteral: Bool {
    guard utf8.contains(UInt8(ascii: "\n")), let first = unicodeScalars.first, !first.isWhiteSpaceOrLineFeed else {
      return false
    }
    return unicodeScalars.allSatisfy { $0 == "\n" || $0 == "\t" || $0.isPrintable }
  }

  /// Whether a reader of YAML 1.1, of YAML 1.2 or `kubectl` could take the bare text for anything but this string.
  private var isAmbiguousInYAML: Bool {
    guard let first = unicodeScalars.first else { return true }
    if Self.ambiguousWords.contains(lowercased()) { return true }
    let isNumeric = "0123456789+-.".unicodeScalars.contains(first)
    return isNumeric && unicodeScalars.allSatisfy(Self.numericScalars.contains)
  }

  /// Null, truth values, numbers that are words, and the merge and default keys of YAML 1.1, in any case.
  private static let ambiguousWords: Set<String> = [
    "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", ".inf", "+.inf", "-.inf", ".nan", "<<", "=",
  ]

  /// What numbers in any base, dates and times consist of.
  private static let numericScalars = Set("0123456789abcdefABCDEFxXoO_+-.:tTzZ ".unicodeScalars)
}

extension Unicode.Scalar {
  fileprivate var isWhiteSpaceOrLineFeed: Bool { self == " " || self == "\t" || self == "\n" }

  fileprivate var isLineBreak: Bool {
    switch self {
    case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}": true
    default: false
    }
  }

  fileprivate var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse: false
    default: true
    }
  }
}
