// YAML line by line, for those who show it to people and have to say something about a line.

extension YAML {
  /// A line of a document, and what it is about.
  public struct Line: Sendable, Hashable {
    /// The line without its break.
    public let text: String
    /// The innermost value that begins in this line, or goes on in it.
    public let path: FieldPath
  }

  /// The lines of what ``write(_:)`` makes of a document, but for the mark of its end, which it has where a literal block
  /// ends with empty lines.
  public static func lines(of document: JSON) -> [Line] {
    lines(of: document, at: FieldPath(), firstKeys: YAMLWriter.firstKeys)
  }

  private static func lines(of value: JSON, at path: FieldPath, firstKeys: [String] = []) -> [Line] {
    switch value {
    case .object(let members) where !members.isEmpty:
      YAMLWriter.sorted(members, firstKeys: firstKeys).flatMap { lines(of: $0.value, named: $0.key, in: path) }
    case .array(let elements) where !elements.isEmpty:
      elements.enumerated().flatMap { lines(of: $0.element, in: path.appending(index: $0.offset)) }
    default: written(value, at: path)
    }
  }

  private static func lines(of value: JSON, named key: String, in path: FieldPath) -> [Line] {
    let path = path.appending(key)
    guard !value.isLeaf else { return written(.object([key: value]), at: path) }
    let head = written(String(write([.object([key: [:]])]).dropLast(emptyObject.count)), at: path)
    let inner = lines(of: value, at: path)
    // A long key has lines of its own, and the value begins behind the colon after them.
    guard head.count == 1 else { return head.dropLast() + inner.indented(by: "  ", first: ": ") }
    // A sequence stands as far left as its key.
    return head + (value.array == nil ? inner.indented(by: "  ", first: "  ") : inner)
  }

  private static func lines(of element: JSON, in path: FieldPath) -> [Line] {
    guard !element.isLeaf else { return written(.array([element]), at: path) }
    return lines(of: element, at: path).indented(by: "  ", first: "- ")
  }

  /// What the writer ends the line of an empty object with.
  private static let emptyObject = " {}\n"

  private static let endMark = "\n..."

  private static func written(_ value: JSON, at path: FieldPath) -> [Line] {
    let text = write([value]).dropLast()
    return written(String(text.hasSuffix(endMark) ? text.dropLast(endMark.count) : text), at: path)
  }

  private static func written(_ text: String, at path: FieldPath) -> [Line] {
    text.split(separator: "\n", omittingEmptySubsequences: false).map { Line(text: String($0), path: path) }
  }
}

extension [YAML.Line] {
  /// An empty line, which is part of a literal block, stays empty.
  fileprivate func indented(by indentation: String, first: String) -> [YAML.Line] {
    enumerated().map { index, line in
      line.text.isEmpty ? line : YAML.Line(text: (index == 0 ? first : indentation) + line.text, path: line.path)
    }
  }
}

extension JSON {
  fileprivate var isLeaf: Bool {
    switch self {
    case .object(let members): members.isEmpty
    case .array(let elements): elements.isEmpty
    default: true
    }
  }
}
