/// A regular expression for the formats of the schema: the subset of RE2 that they need, in linear time.
///
/// The API server checks the schema's patterns with RE2. The standard library's `Regex` works on characters instead of
/// bytes, backtracks, and can not be shared between tasks. This one walks through the table of its automaton, so that
/// no text can make it slow.
///
/// It knows literals, classes (`[a-z]`, `[^/]`), groups, `|`, `?`, `*`, `+` and the escapes `\xHH` and `\.`; it is
/// always anchored at both ends. Everything else stands for itself.
struct RegularExpression: Sendable {
  /// The expression without anchors.
  let text: String
  private let automaton: Automaton

  /// Compiles an expression of the subset.
  init(_ text: String) {
    self.text = text
    var parser = RegularExpressionParser(text)
    automaton = Automaton(parser.parseAlternatives())
  }

  /// Whether the whole text matches.
  func matches(_ text: String) -> Bool { automaton.accepts(text.utf8) }
}

extension RegularExpression: Hashable {
  static func == (left: Self, right: Self) -> Bool { left.text == right.text }
  func hash(into hasher: inout Hasher) { hasher.combine(text) }
}
