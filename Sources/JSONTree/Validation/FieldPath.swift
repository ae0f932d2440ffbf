/// Where in an object a value stands, written as Kubernetes writes it: `spec.patterns[1].name`.
public struct FieldPath: Sendable, Hashable {
  /// One step from a value to a value inside it.
  public enum Element: Sendable, Hashable {
    /// To the member of an object.
    case key(String)
    /// To the element of an array, counted from zero.
    case index(Int)
  }

  /// The steps from the outermost value inwards; none for the outermost value itself.
  public var elements: [Element]
  /// The object that the outermost value is, such as `Deployment/elasticsearch`; `nil` for the one that is spoken of anyway.
  public var object: String?

  /// The path of the given steps.
  public init(_ elements: [Element], in object: String? = nil) {
    self.elements = elements
    self.object = object
  }

  /// The path of the named members, each inside the one before it; without any, of the outermost value.
  public init(_ keys: String...) { self.elements = keys.map(Element.key) }

  /// The path of a member of the object at this path.
  public func appending(_ key: String) -> FieldPath { FieldPath(elements + [.key(key)], in: object) }

  /// The path of an element of the array at this path.
  public func appending(index: Int) -> FieldPath { FieldPath(elements + [.index(index)], in: object) }

  /// The path of what `other` leads to from the value at this path.
  public func appending(_ other: FieldPath) -> FieldPath { FieldPath(elements + other.elements, in: object) }
}

extension FieldPath: CustomStringConvertible {
  /// The path as `kubectl` shows it; a key that is no plain name is in brackets: `metadata.labels[example.com/team]`.
  /// The object, if any, comes before it: `Deployment/web: spec.replicas`.
  public var description: String { [object, fields].compactMap(\.self).joined(separator: ": ") }

  /// The path without the object.
  public var fields: String {
    var text = ""
    for element in elements {
      switch element {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where !Self.isPlainName(key): text += "[\(key.printable(maximumLength: 120))]"
      case .key(let key): text += text.isEmpty ? key : ".\(key)"
      }
    }
    return text
  }

  private static func isPlainName(_ key: String) -> Bool {
    1...120 ~= key.utf8.count
      && key.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "-"), UInt8(ascii: "$"):
          true
        default: false
        }
      }
  }
}
