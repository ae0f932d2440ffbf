import JSONTree

/// A path to a field, an element of a list, or a member of a set, as server-side apply counts them.
///
/// Unlike a `FieldPath`, which counts the elements of a list, it tells them apart by what they hold, so that it means the
/// same after others have been added: `.spec.template.spec.containers[name="app"].image`.
public struct ManagedFieldPath: Sendable, Hashable {
  /// One step from a value to a value inside it.
  public enum Element: Sendable, Hashable {
    /// To the member of an object.
    case field(String)
    /// To the element of a list that has these members.
    case key(JSONObject)
    /// To the member of a set.
    case value(JSON)
    /// To the element of a list, counted from zero.
    case index(Int)
  }

  /// The steps from the outermost value inwards; none for the outermost value itself.
  ///
  /// A whole number in a key or a value is always an integer, so that equal paths are equal.
  public let elements: [Element]

  /// The path of the given steps.
  public init(_ elements: [Element]) { self.elements = elements.map(\.canonical) }

  /// The path of what an element leads to from the value at this path.
  func appending(_ element: Element) -> ManagedFieldPath { ManagedFieldPath(elements + [element]) }
}

extension ManagedFieldPath.Element {
  /// The same step, with its numbers in the form that compares.
  var canonical: Self {
    switch self {
    case .key(let members): .key(members.mapValues(\.canonicalNumber))
    case .value(let value): .value(value.canonicalNumber)
    case .field, .index: self
    }
  }
}

extension JSON {
  /// The value itself; an integer where it is a whole number: `80.0` and `80` are one value.
  var canonicalNumber: JSON {
    if case .number = self, let integer { .integer(integer) } else { self }
  }
}
