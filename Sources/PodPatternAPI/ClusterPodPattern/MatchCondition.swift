import JSONTree

/// A condition that the API server evaluates (`admissionregistration.k8s.io` `MatchCondition`).
public struct MatchCondition: Sendable, Hashable {
  /// The name, by which the API server's messages call it.
  public let name: String
  /// The condition in CEL.
  public let expression: String

  /// The condition as the API server takes it.
  public var json: JSON { ["name": .string(name), "expression": .string(expression)] }
}

extension MatchCondition: Fragment {
  init(reading fields: inout FieldReader) {
    name = fields.required(
      "name", .string(.qualifiedName), "The condition's name, by which the API server's messages call it.")
    expression = fields.required(
      "expression", .string(.text),
      "The condition in CEL, such as object.spec.hostNetwork != true. See the variables of a MutatingAdmissionPolicy.")
  }
}
