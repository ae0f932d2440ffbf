/// One thing that is wrong with an object, worded as the API server words it (`field.Error` of apimachinery).
public struct Problem: Error, Sendable, Hashable {
  /// What is wrong with the value.
  public enum Kind: Sendable, Hashable {
    /// There is none, and there has to be.
    case required
    /// It breaks a rule that the message states.
    case invalid(value: JSON)
    /// It is none of those that exist.
    case notSupported(value: JSON, allowed: [String])
    /// It may not be set here.
    case forbidden
    /// No such field exists.
    case unknown
    /// It has to be the only one of its kind.
    case duplicate(value: JSON)
    /// It has more than so many characters, or elements.
    case tooLong(max: Int)
  }

  /// Where the value stands.
  public var path: FieldPath
  /// What is wrong with the value.
  public var kind: Kind
  /// The rule, or what to do; may be empty where the kind says it all.
  public var message: String

  /// A problem with the value at a path.
  public init(path: FieldPath, kind: Kind, message: String = "") {
    self.path = path
    self.kind = kind
    self.message = message
  }
}

extension Problem: CustomStringConvertible {
  /// One line such as `spec.replicas: Invalid value: -1: must be greater than or equal to 0`.
  ///
  /// A value of more than 120 characters is shortened, and control characters are escaped.
  public var description: String {
    [path.description, kindDescription, message].filter { !$0.isEmpty }.joined(separator: ": ")
  }

  private var kindDescription: String {
    switch kind {
    case .required: "Required value"
    case .invalid(let value): "Invalid value: \(Self.describe(value))"
    case .notSupported(let value, let allowed):
      "Unsupported value: \(Self.describe(value)): supported values: "
        + allowed.map { "\"\($0)\"" }.joined(separator: ", ")
    case .forbidden: "Forbidden"
    case .unknown: "Unknown field"
    case .duplicate(let value): "Duplicate value: \(Self.describe(value))"
    case .tooLong(let max): "Too long: may not be longer than \(max)"
    }
  }

  private static func describe(_ value: JSON) -> String {
    value.serializedString().printable(maximumLength: 120)
  }
}
