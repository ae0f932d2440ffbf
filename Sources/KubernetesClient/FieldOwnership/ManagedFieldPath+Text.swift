// Paths as text: what the API server writes into the causes of a conflict (structured-merge-diff, `fieldpath.Path`).

import JSONTree

extension ManagedFieldPath: CustomStringConvertible {
  /// Reads a path as the API server writes it in `details.causes[].field` of a conflict, such as
  /// `.spec.template.spec.containers[name="app"].env[name="X"].value`, `.spec.ports[port=9114,protocol="TCP"]`,
  /// `.metadata.finalizers[="example.com/a"]`, or `.spec.items[3]`.
  ///
  /// The server does not quote the names of fields. A dot begins a new field, except in objects whose members
  /// anybody may name: in `annotations`, `labels`, `matchLabels`, `nodeSelector`, `limits` and `requests`, and in the
  /// `data`, `binaryData` and `stringData` of the object itself, all that follows is one name.
  ///
  /// - Returns: `nil` where the text is not in this syntax.
  public init?(_ text: String) {
    var reader = ManagedFieldPathReader(text)
    guard let elements = reader.elements() else { return nil }
    self.init(elements)
  }

  /// The path as the API server writes it, in a form that ``init(_:)-(String)`` reads as the same path.
  ///
  /// Where the server's text would be read as another path, as with a dot in the name of an ordinary field, the name is
  /// quoted: `.spec."a.b".c`.
  public var description: String {
    var text = ""
    for (index, element) in elements.enumerated() {
      switch element {
      case .field(let name):
        let isLast = index == elements.count - 1
        let isPlain = Self.isPlain(name, in: elements[..<index], isLast: isLast)
        text += "." + (isPlain ? name : name.goQuoted)
      case .key(let members):
        let pairs = members.sorted { $0.key < $1.key }.map { "\(Self.keyName($0.key))=\(Self.text(of: $0.value))" }
        text += "[\(pairs.joined(separator: ","))]"
      case .value(let value): text += "[=\(Self.text(of: value))]"
      case .index(let index): text += "[\(index)]"
      }
    }
    return text
  }

  /// Whether the members of the object at the end of a path have names that may hold dots.
  static func hasFreeNames(_ elements: some BidirectionalCollection<Element>) -> Bool {
    guard case .field(let name)? = elements.last else { return false }
    return freelyNamed.contains(name) || elements.count == 1 && freelyNamedInRoot.contains(name)
  }

  private static let freelyNamed: Set = [
    "annotations", "labels", "matchLabels", "nodeSelector", "limits", "requests",
  ]
  private static let freelyNamedInRoot: Set = ["data", "binaryData", "stringData"]

  private static func isPlain(_ name: String, in parent: ArraySlice<Element>, isLast: Bool) -> Bool {
    let scalars = name.unicodeScalars
    guard let first = scalars.first, first != "\"", !scalars.contains("[") else { return false }
    return hasFreeNames(parent) ? isLast : !scalars.contains(".")
  }

  private static func keyName(_ name: String) -> String {
    let isPlain = !name.isEmpty && !name.unicodeScalars.contains { "=,[]\"".unicodeScalars.contains($0) }
    return isPlain ? name : name.goQuoted
  }

  private static func text(of value: JSON) -> String {
    if case .string(let text) = value { text.goQuoted } else { value.serializedString() }
  }
}
