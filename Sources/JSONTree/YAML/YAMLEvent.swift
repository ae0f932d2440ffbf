/// One event of a YAML stream: a token of its structure, and where it begins.
struct YAMLEvent {
  enum Kind {
    case documentStart
    case documentEnd
    case streamEnd
    case alias(String)
    case scalar(Scalar, Properties)
    case sequenceStart(Properties)
    case sequenceEnd
    case mappingStart(Properties)
    case mappingEnd
  }

  /// The text of a scalar, and whether it stood without quotes.
  struct Scalar {
    var text: String
    var isPlain: Bool
  }

  /// What may stand before a node: its name for aliases, and its type.
  struct Properties {
    var anchor: String?
    var tag: String?
  }

  /// A place in the text, counted from zero.
  struct Position {
    var line: Int
    var column: Int
  }

  var kind: Kind
  var position: Position
}
