/// The white space of a JSON text.
public enum JSONLayout: Sendable, Hashable {
  /// None.
  case compact
  /// A line break after each opening bracket of what is not empty.
  ///
  /// For readers that take JSON as YAML. There, a bracket may open the key of a mapping as long as its line goes on, for at most
  /// 1,024 characters: a reader such as Go's looks ahead as far at each, and keeps all tokens until then.
  case opened
  /// Every member on a line of its own, indented by two spaces.
  case pretty
}
