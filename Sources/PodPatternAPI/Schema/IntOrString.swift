import JSONTree

/// A number or a name, such as the port of a container (Kubernetes' `intstr.IntOrString`).
public enum IntOrString: Sendable, Hashable {
  /// A number.
  case integer(Int)
  /// A name.
  case string(String)

  /// The value as it stands in a manifest.
  public var json: JSON {
    switch self {
    case .integer(let number): .integer(Int64(number))
    case .string(let text): .string(text)
    }
  }
}
