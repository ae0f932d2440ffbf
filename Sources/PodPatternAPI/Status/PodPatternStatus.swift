import JSONTree

/// What the operator did for a PodPattern, and what it found.
public struct PodPatternStatus: Sendable, Hashable {
  /// The `metadata.generation` that the rest of the status speaks of.
  public var observedGeneration: Int?
  /// The conditions, at most one of each type.
  public var conditions: [Condition]
  /// Every object that the operator applied and that may still exist.
  public var inventory: [InventoryEntry]
  /// What is extended, such as `Deployment/elasticsearch`.
  public var target: String?
  /// The names of the patterns, such as `tls,metrics,logs`.
  public var patterns: String?

  /// A status; an empty one by default.
  public init(
    observedGeneration: Int? = nil, conditions: [Condition] = [], inventory: [InventoryEntry] = [],
    target: String? = nil, patterns: String? = nil
  ) {
    self.observedGeneration = observedGeneration
    self.conditions = conditions
    self.inventory = inventory
    self.target = target
    self.patterns = patterns
  }

  /// The condition of a type.
  public func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }

  /// The status as the API server takes it; without fields that are not set.
  public var json: JSON {
    var json: JSON = [:]
    json["observedGeneration"] = observedGeneration.map { .integer(Int64($0)) }
    json["conditions"] = conditions.isEmpty ? nil : .array(conditions.map(\.json))
    json["inventory"] = inventory.isEmpty ? nil : .array(inventory.map(\.json))
    json["target"] = target.map(JSON.string)
    json["patterns"] = patterns.map(JSON.string)
    return json
  }
}

extension PodPatternStatus: Fragment {
  init(reading fields: inout FieldReader) {
    fields.ignoreUnknownFields()
    observedGeneration = fields.observedGeneration()
    conditions = fields.conditions(
      """
      Ready: applied and rolled out. And only while true, Reconciling: at work; Stalled: cannot go on without a change, \
      and the message says which.
      """)
    inventory =
      fields.optional(
        "inventory",
        .lenientList(of: .object, count: 0...512),
        """
        The objects that the operator applied or extended for this PodPattern, and will remove or give back when they \
        are no longer wanted.
        """)
      ?? []
    target = fields.optional(
      "target", .string(.token).lenient, "What is extended, such as Deployment/elasticsearch.")
    patterns = fields.optional(
      "patterns", .string(.text).lenient, "The names of the patterns, separated by commas.")
  }
}
