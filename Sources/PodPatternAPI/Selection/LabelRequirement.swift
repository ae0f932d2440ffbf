import JSONTree

/// A condition on one label (`metav1.LabelSelectorRequirement`).
public struct LabelRequirement: Sendable, Hashable {
  /// How the label is compared.
  public enum Operator: String, Sendable, Hashable, CaseIterable {
    /// The label is there, with one of the values.
    case isIn = "In"
    /// The label has none of the values, or is not there.
    case isNotIn = "NotIn"
    /// The label is there, with any value.
    case exists = "Exists"
    /// The label is not there.
    case doesNotExist = "DoesNotExist"

    fileprivate var comparesValues: Bool { self == .isIn || self == .isNotIn }
  }

  /// The label's key.
  public let key: String
  /// How the label is compared.
  public let `operator`: Operator
  /// What it is compared with; none where only its existence counts.
  public let values: [String]

  /// A condition.
  public init(key: String, operator: Operator, values: [String] = []) {
    self.key = key
    self.operator = `operator`
    self.values = values
  }

  /// Whether the condition holds for an object with these labels.
  public func matches(_ labels: [String: String]) -> Bool {
    switch `operator` {
    case .isIn: labels[key].map(values.contains) ?? false
    case .isNotIn: labels[key].map { !values.contains($0) } ?? true
    case .exists: labels[key] != nil
    case .doesNotExist: labels[key] == nil
    }
  }

  /// The condition as Kubernetes' own objects take it.
  public var json: JSON {
    var json: JSON = ["key": .string(key), "operator": .string(`operator`.rawValue)]
    if !values.isEmpty { json["values"] = .array(values.map(JSON.string)) }
    return json
  }
}

extension LabelRequirement: Fragment {
  init(reading fields: inout FieldReader) {
    key = fields.required("key", .string(.qualifiedName), "The label's key.")
    `operator` = fields.required(
      "operator", .choice(placeholder: Operator.exists),
      """
      In: the label has one of the values. NotIn: it has none of them, or is not there. Exists: it is there. \
      DoesNotExist: it is not there.
      """)
    values =
      fields.optional(
        "values", .list(of: .string(.labelValue), count: 0...32, .atomic),
        "The values of In and NotIn; the other operators take none.") ?? []
    fields.rule(
      "!(self.operator in ['In', 'NotIn']) || (has(self.values) && size(self.values) > 0)",
      "In and NotIn need values", about: "values", holds: !`operator`.comparesValues || !values.isEmpty)
    fields.rule(
      "self.operator in ['In', 'NotIn'] || !has(self.values) || size(self.values) == 0",
      "Exists and DoesNotExist take no values", about: "values", holds: `operator`.comparesValues || values.isEmpty)
  }
}
