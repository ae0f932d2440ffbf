import JSONTree

/// One aspect of an object's state (`metav1.Condition`).
public struct Condition: Sendable, Hashable {
  /// Whether the condition holds.
  public enum Status: String, Sendable, Hashable, CaseIterable {
    /// It holds.
    case `true` = "True"
    /// It does not hold.
    case `false` = "False"
    /// Nobody knows whether it holds.
    case unknown = "Unknown"
  }

  /// Which aspect, such as `Ready`.
  public var type: String
  /// Whether it holds.
  public var status: Status
  /// Why, as one CamelCase word for programs.
  public var reason: String
  /// Why, and what to do, as a sentence for people; at most 32768 Unicode code points.
  public var message: String
  /// Since when the status is what it is, in RFC 3339.
  public var lastTransitionTime: String
  /// The `metadata.generation` that the condition speaks of.
  public var observedGeneration: Int?

  /// A condition.
  public init(
    type: String, status: Status, reason: String, message: String, lastTransitionTime: String,
    observedGeneration: Int? = nil
  ) {
    self.type = type
    self.status = status
    self.reason = reason
    self.message = message
    self.lastTransitionTime = lastTransitionTime
    self.observedGeneration = observedGeneration
  }

  /// The condition as the API server takes it.
  public var json: JSON {
    var json: JSON = [
      "type": .string(type), "status": .string(status.rawValue), "reason": .string(reason),
      "message": .string(message),
      "lastTransitionTime": .string(lastTransitionTime),
    ]
    json["observedGeneration"] = observedGeneration.map { .integer(Int64($0)) }
    return json
  }
}

extension Condition {
  /// Whether a text can be the reason of a condition, by the rules of `metav1.Condition`.
  public static func isReason(_ text: String) -> Bool { StringFormat.conditionReason.matches(text) }
}

extension Condition: Fragment {
  init(reading fields: inout FieldReader) {
    fields.ignoreUnknownFields()
    type = fields.required("type", .string(.qualifiedName), "Which aspect of the state: Ready, Reconciling or Stalled.")
    status = fields.required(
      "status", .choice(placeholder: Status.unknown), "Whether the condition holds: True, False or Unknown.")
    reason = fields.required(
      "reason", .string(.conditionReason), "Why the condition has its status, as one CamelCase word for programs.")
    message = fields.required(
      "message", .string(.text), "Why the condition has its status and what to do, as a sentence for people.")
    lastTransitionTime = fields.required(
      "lastTransitionTime", .string(.timestamp), "Since when the status is what it is.")
    observedGeneration = fields.optional(
      "observedGeneration", .integer(0...Int.max), "The generation of the object that the condition speaks of.")
  }
}
