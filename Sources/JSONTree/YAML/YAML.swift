// The door to YAML: text to trees and back.
//
// A manifest means here what it means to `kubectl`, or is refused with a reason; it never quietly means something else.
// So scalars are resolved by the YAML 1.2 core schema together with what `kubectl` (sigs.k8s.io/yaml) takes besides:
// `yes`, `no`, `on`, `off`, `y` and `n` are truth values, `0644` is octal, `0b11` binary, `1_000` a thousand, and `<<`
// merges. The one exception is `!!binary`, which keeps its Base64 where `kubectl` would put raw bytes into a text.
//
// What the writer writes is quoted so that readers of YAML 1.1, of YAML 1.2 and `kubectl` agree on it.

/// Reading and writing YAML.
public enum YAML {
  /// How large a text may be unless the caller says otherwise: 8 MiB, several times what the API server would take.
  public static let defaultMaximumSize = 8 << 20

  /// How large everything that aliases and merge keys stand for may be when written out, in bytes and values: 1 MiB,
  /// which leaves room for any object that etcd would store and none for a text that grows without bound.
  public static let maximumAliasedSize = 1 << 20

  /// Reads the documents of a YAML text; empty documents are left out.
  ///
  /// The text is UTF-8, or UTF-16 with a byte order mark. Aliases and merge keys are expanded; keys that are whole
  /// numbers or truth values become strings.
  ///
  /// - Parameters:
  ///   - bytes: the text.
  ///   - maximumSize: how many bytes the text may have.
  /// - Throws: ``YAMLError`` where the text is not YAML, has something that JSON cannot hold (infinity, keys that are
  ///   collections, tags of an application), has a key twice, or exceeds a limit: `maximumSize`,
  ///   ``maximumAliasedSize``, or a depth of ``JSON/maximumDepth``.
  public static func parse(_ bytes: [UInt8], maximumSize: Int = defaultMaximumSize) throws(YAMLError) -> [JSON] {
    guard bytes.count <= maximumSize else {
      throw YAMLError(line: 1, column: 1, message: "the text has \(bytes.count) bytes; at most \(maximumSize) are read")
    }
    guard !bytes.isEmpty else { return [] }
    guard tagDirectives(in: bytes) <= maximumTagDirectives else {
      throw YAMLError(line: 1, column: 1, message: "more than \(maximumTagDirectives) %TAG directives")
    }
    return try bytes.withUnsafeBufferPointer { (text) throws(YAMLError) -> [JSON] in
      var composer = YAMLComposer(events: YAMLEventReader(text: text))
      return try composer.documents()
    }
  }

  /// Reads the documents of a YAML text, as ``parse(_:maximumSize:)-([UInt8],_)`` does.
  public static func parse(_ text: String, maximumSize: Int = defaultMaximumSize) throws(YAMLError) -> [JSON] {
    try parse(Array(text.utf8), maximumSize: maximumSize)
  }

  /// The documents as YAML in block style, separated by `---`, ending with a line break unless there is none.
  ///
  /// The order in which a tree was made leaves no trace: keys are sorted, but `apiVersion`, `kind` and `metadata` come
  /// first in a document.
  /// Strings that any reader could take for something else are quoted; those of several lines are literal blocks where
  /// that loses nothing. Numbers that JSON cannot hold (infinity) are `null`, as in JSON.
  public static func write(_ documents: [JSON]) -> String {
    YAMLWriter().write(documents)
  }

  /// libyaml compares every `%TAG` directive with all before it, which takes minutes for some hundred thousand of them.
  private static let maximumTagDirectives = 1_000

  /// How often `%TAG` stands in a text of any encoding; in UTF-16 there is a zero beside each of its bytes.
  private static func tagDirectives(in bytes: [UInt8]) -> Int {
    var (count, matched) = (0, 0)
    let directive: [UInt8] = Array("%TAG".utf8)
    for byte in bytes where byte != 0 {
      matched = byte == directive[matched] ? matched + 1 : byte == directive[0] ? 1 : 0
      guard matched == directive.count else { continue }
      count += 1
      matched = 0
    }
    return count
  }
}
