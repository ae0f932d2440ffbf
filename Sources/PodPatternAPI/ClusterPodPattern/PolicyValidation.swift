/// What the API server does about new Pods that lack what a policy demands.
public struct PolicyValidation: Sendable, Hashable {
  /// What becomes of such a Pod (`ValidatingAdmissionPolicyBinding`).
  public enum Action: String, Sendable, Hashable, CaseIterable {
    /// It is refused.
    case deny = "Deny"
    /// Who creates it is warned.
    case warn = "Warn"
    /// It is noted in the audit log.
    case audit = "Audit"
  }

  /// What becomes of such a Pod.
  public let action: Action
  /// What a Pod has to fulfil beside having the containers of the patterns.
  public let expressions: [Expression]

  /// A condition on a Pod.
  public struct Expression: Sendable, Hashable {
    /// The condition in CEL.
    public let expression: String
    /// What to say of a Pod that does not fulfil it.
    public let message: String

    /// A condition with its message.
    public init(expression: String, message: String) {
      self.expression = expression
      self.message = message
    }
  }
}

extension PolicyValidation: Fragment {
  init(reading fields: inout FieldReader) {
    action = fields.required(
      "action", .choice(placeholder: Action.deny),
      """
      Deny refuses such a Pod, Warn warns who creates it, and Audit notes it in the audit log. While enforcement is Audit, \
      this is Audit as well.
      """)
    expressions =
      fields.optional(
        "expressions", .list(of: .object, count: 0...32, .atomic),
        "What a Pod has to fulfil beside having the containers of the patterns.") ?? []
  }
}

extension PolicyValidation.Expression: Fragment {
  init(reading fields: inout FieldReader) {
    expression = fields.required(
      "expression", .string(.text),
      "The condition in CEL, such as object.spec.hostNetwork != true. See the variables of a ValidatingAdmissionPolicy."
    )
    message = fields.required("message", .string(.text), "What to say of a Pod that does not fulfil it, in one line.")
  }
}
