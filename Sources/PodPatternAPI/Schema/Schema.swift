import JSONTree

/// What a value may be, in the terms of a structural OpenAPI v3 schema of Kubernetes.
struct Schema: Sendable, Hashable {
  /// The type of a value, with the limits that this type can have.
  indirect enum Shape: Sendable, Hashable {
    /// A truth value.
    case boolean
    /// A whole number.
    case integer(ClosedRange<Int>)
    /// A text, with its format, or one of the listed texts.
    case string(StringFormat)
    case choice([String])
    /// A port by its number or by its name.
    case integerOrString(ClosedRange<Int>, StringFormat)
    /// An object with known fields.
    case object(ObjectSchema)
    /// An object with keys of the user's choice.
    case map(values: Schema, count: ClosedRange<Int>)
    /// An array.
    case list(elements: Schema, count: ClosedRange<Int>, ListType)
  }

  /// Which elements of a list are the same, for server-side apply and for refusing duplicates.
  enum ListType: Sendable, Hashable {
    /// Elements have no identity; whoever sets the list owns all of it.
    case atomic
    /// Elements are scalars, each at most once.
    case set
    /// Elements are objects, told apart by these of their fields.
    case map(keys: [ListKey])
  }

  /// A field that tells the elements of a list apart.
  struct ListKey: Sendable, Hashable {
    let name: String
    /// What the field is where an element does not set it.
    var whenAbsent: JSON?
  }

  var shape: Shape
  /// The text that `kubectl explain` shows.
  var description: String?
  /// What the API server fills in where the field is absent.
  var defaultValue: JSON?
  /// The conditions that the shape does not state.
  var rules: [Rule] = []

  init(_ shape: Shape) { self.shape = shape }
}

/// The fields of an object.
struct ObjectSchema: Sendable, Hashable {
  var properties: [String: Schema] = [:]
  var required: [String] = []
  /// Whether fields that are not described stay, as in a pod template.
  var preservesUnknownFields = false
}

/// A condition about a value, for servers in the Common Expression Language.
struct Rule: Sendable, Hashable {
  /// The condition, about the value `self`.
  let expression: String
  /// What to say where it does not hold.
  let message: String
}
