/// A JSON value: the one form in which manifests, API objects and patches travel through the program.
///
/// As in Kubernetes' own data model, the order of an object's keys has no meaning: they are always sorted, so that equal
/// trees are equal bytes, but for two values that Swift takes for equal and that are written as they are: strings that
/// Unicode spells in several ways (`é` as one character or as two), and zero with and without a sign (`0.0` and `-0.0`).
public enum JSON: Sendable, Hashable {
  case null
  case bool(Bool)
  case integer(Int64)
  case number(Double)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

extension JSON: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, ExpressibleByIntegerLiteral,
  ExpressibleByFloatLiteral, ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral,
  ExpressibleByNilLiteral
{
  /// A string.
  public init(stringLiteral value: String) { self = .string(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// A floating-point number.
  public init(floatLiteral value: Double) { self = .number(value) }
  /// A truth value.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// An array.
  public init(arrayLiteral elements: JSON...) { self = .array(elements) }
  /// An object; of two members with one name the last counts.
  public init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements))
  }
  /// `null`.
  public init(nilLiteral: ()) { self = .null }
}
