/// Something the server did and warns about, such as the use of a deprecated version or a misspelled field.
public struct APIWarning: Sendable, Hashable {
  /// The server's text, on one line and without control characters.
  public let text: String
  /// The request that it is about: the method and the path.
  public let request: String
}

extension APIWarning {
  /// The texts in the values of `Warning` headers, which are those of code 299 (RFC 7234, section 5.5):
  /// `299 - "text"`, several of them separated by commas.
  static func texts(in headers: [String]) -> [String] {
    headers.flatMap { header in
      var parser = WarningHeaderParser(text: header.unicodeScalars[...])
      return parser.texts()
    }
  }
}

/// Reads one `Warning` header; what it cannot read ends it.
private struct WarningHeaderParser {
  var text: Substring.UnicodeScalarView

  mutating func texts() -> [String] {
    var texts: [String] = []
    while let (code, message) = warning() {
      if code == "299" { texts.append(message) }
    }
    return texts
  }

  private mutating func warning() -> (code: String, message: String)? {
    text = text.drop { $0 == " " || $0 == "," || $0 == "\t" }
    let code = word()
    _ = word()
    guard let message = quotedString() else { return nil }
    skipDate()
    return (code, excerpt(of: message, maximumLength: 1024))
  }

  private mutating func word() -> String {
    let word = text.prefix { $0 != " " }
    text = text.dropFirst(word.count).drop { $0 == " " }
    return String(word)
  }

  private mutating func quotedString() -> String? {
    guard text.popFirst() == "\"" else { return nil }
    var content = String.UnicodeScalarView()
    while let scalar = text.popFirst() {
      switch scalar {
      case "\"": return String(content)
      case "\\": if let escaped = text.popFirst() { content.append(escaped) }
      default: content.append(scalar)
      }
    }
    return nil
  }

  private mutating func skipDate() {
    text = text.drop { $0 == " " }
    if text.first == "\"" { _ = quotedString() }
  }
}
