/// What a text has to look like.
struct StringFormat: Sendable, Hashable {
  /// The expression that the whole text has to match.
  let expression: RegularExpression
  /// The most Unicode code points that the text may have, as OpenAPI counts them.
  let maximumLength: Int
  /// What to say about a text that does not match, such as `must be a DNS label`.
  let requirement: String

  /// A format by its expression, which is anchored at both ends.
  init(_ expression: String, maximumLength: Int, _ requirement: String) {
    self.expression = RegularExpression(expression)
    self.maximumLength = maximumLength
    self.requirement = requirement
  }

  /// The expression with its anchors, as the schema and CEL need it.
  var pattern: String { "^\(expression.text)$" }

  /// Whether the text is not longer than allowed.
  func allowsLength(of text: String) -> Bool {
    text.utf8.count <= maximumLength || text.unicodeScalars.count <= maximumLength
  }

  /// Whether the text has this format and is not longer than allowed.
  func matches(_ text: String) -> Bool { allowsLength(of: text) && expression.matches(text) }
}
