import JSONTree

/// How many workloads a policy has in which state. Each matched workload is in exactly one of the states between
/// ``matched`` and ``excluded``.
public struct PolicyCounts: Sendable, Hashable {
  /// Those that the policy means.
  public var matched: Int
  /// Those that are as the policy wants them, and available.
  public var compliant: Int
  /// Those that were changed and roll their pods.
  public var updating: Int
  /// Those that wait for their turn; under Audit, those that would be changed.
  public var pending: Int
  /// Those that cannot be extended, or did not become available in time.
  public var failed: Int
  /// Those that the selectors match, and that are left out by name or by annotation; they do not count as matched.
  public var excluded: Int

  /// Counts; all zero by default.
  public init(
    matched: Int = 0, compliant: Int = 0, updating: Int = 0, pending: Int = 0, failed: Int = 0, excluded: Int = 0
  ) {
    self.matched = matched
    self.compliant = compliant
    self.updating = updating
    self.pending = pending
    self.failed = failed
    self.excluded = excluded
  }

  /// The counts as the API server takes them.
  public var json: JSON {
    let fields: [(String, Int)] = [
      ("matched", matched), ("compliant", compliant), ("updating", updating), ("pending", pending), ("failed", failed),
      ("excluded", excluded),
    ]
    return .object(JSONObject(fields.map { ($0, .integer(Int64($1))) }))
  }
}

extension PolicyCounts: Fragment {
  init(reading fields: inout FieldReader) {
    fields.ignoreUnknownFields()
    matched = fields.count("matched", "The workloads that the policy means.")
    compliant = fields.count("compliant", "The workloads that are as the policy wants them, and available.")
    updating = fields.count("updating", "The workloads that were changed and roll their pods.")
    pending = fields.count(
      "pending", "The workloads that wait for their turn; under Audit, those that would be changed.")
    failed = fields.count("failed", "The workloads that cannot be extended, or did not become available in time.")
    excluded = fields.count(
      "excluded",
      "The workloads that the selectors match, and that are left out by name or annotation; not part of matched.")
  }
}

extension FieldReader {
  fileprivate mutating func count(_ name: String, _ text: String) -> Int {
    optional(name, .integer(0...Int.max), text) ?? 0
  }
}
