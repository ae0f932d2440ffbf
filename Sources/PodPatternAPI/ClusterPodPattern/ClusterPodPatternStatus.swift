import JSONTree

/// What the operator did for a ClusterPodPattern, and what it found.
public struct ClusterPodPatternStatus: Sendable, Hashable {
  /// The `metadata.generation` that the rest of the status speaks of.
  public var observedGeneration: Int?
  /// The conditions, at most one of each type.
  public var conditions: [Condition]
  /// The number of the revision that is rolled out.
  public var revision: Int?
  /// The delivery in force; never `auto`.
  public var delivery: Delivery?
  /// How many workloads are in which state.
  public var counts: PolicyCounts?
  /// The first workloads that failed.
  public var failures: [PolicyFailure]

  /// The most failures that a status names.
  public static let maximumFailures = 10

  /// A status; an empty one by default.
  public init(
    observedGeneration: Int? = nil, conditions: [Condition] = [], revision: Int? = nil, delivery: Delivery? = nil,
    counts: PolicyCounts? = nil, failures: [PolicyFailure] = []
  ) {
    self.observedGeneration = observedGeneration
    self.conditions = conditions
    self.revision = revision
    self.delivery = delivery
    self.counts = counts
    self.failures = failures
  }

  /// Reads the status of an object, also of one whose other parts are not valid; what cannot be read counts as not
  /// there.
  public init(lenient json: JSON) {
    var problems: [Problem] = []
    self =
      FieldReader.read(ClusterPodPatternStatus.self, from: json, at: FieldPath("status"), &problems)
      ?? ClusterPodPatternStatus()
  }

  /// The condition of a type.
  public func condition(_ type: String) -> Condition? { conditions.first { $0.type == type } }

  /// The status as the API server takes it; without fields that are not set.
  public var json: JSON {
    var json: JSON = [:]
    json["observedGeneration"] = observedGeneration.map { .integer(Int64($0)) }
    json["conditions"] = conditions.isEmpty ? nil : .array(conditions.map(\.json))
    json["revision"] = revision.map { .integer(Int64($0)) }
    json["delivery"] = delivery.map { .string($0.rawValue) }
    json["counts"] = counts?.json
    json["failures"] = failures.isEmpty ? nil : .array(failures.map(\.json))
    return json
  }
}

extension ClusterPodPatternStatus: Fragment {
  init(reading fields: inout FieldReader) {
    fields.ignoreUnknownFields()
    observedGeneration = fields.observedGeneration()
    conditions = fields.conditions(
      """
      Ready: every matched workload is as the policy wants it. And only while true, Reconciling: at work; Stalled: cannot \
      go on without a change, and the message says which.
      """)
    revision = fields.optional(
      "revision", .integer(1...Int.max).lenient, "The number of the revision that is rolled out.")
    delivery = fields.optional(
      "delivery", .choice(placeholder: Delivery.template).lenient, "How the containers get into the pods at present.")
    counts = fields.optional("counts", .object.lenient, "How many workloads are in which state.")
    failures =
      fields.optional(
        "failures", .lenientList(of: .object, count: 0...Self.maximumFailures),
        "The first workloads that failed, and why; at most \(Self.maximumFailures).") ?? []
  }
}
