/// How fast, and in which order, a policy changes workloads.
public struct PolicyRollout: Sendable, Hashable {
  /// How many workloads may roll their pods at once.
  public let maxUnavailable: WorkloadLimit
  /// The label of a namespace by whose values, as texts, the workloads are ordered; `nil` for no such order.
  public let namespaceLabel: String?
  /// How long a changed workload has to be available before it no longer counts as rolling.
  public let soak: Duration
  /// Whether a workload that fails stops the rest.
  public let pauseOnFailure: Bool
  /// After which time a workload that is not available counts as failed.
  public let progressDeadline: Duration
  /// Whether no further workload is changed until this is `false` again.
  public let paused: Bool
  /// The kept revision whose patterns are used instead of those of the manifest; `nil` for those.
  public let revision: Int?
}

extension PolicyRollout: Fragment {
  init(reading fields: inout FieldReader) {
    maxUnavailable = fields.optional(
      "maxUnavailable", .workloadLimit, default: 1,
      """
      How many workloads may roll their pods at once: a number, or a share of the matched ones such as 10%, rounded down \
      and never less than one.
      """)
    let order: Order? = fields.optional("order", .object, "In which order workloads are changed.")
    namespaceLabel = order?.namespaceLabel
    soak = fields.optional(
      "soak", .duration, default: "0s",
      "How long a changed workload has to be available before the next one takes its place, such as 10m.")
    pauseOnFailure = fields.optional(
      "pauseOnFailure", .boolean, default: true,
      "Whether a workload that fails stops the rest, until it is available or no longer matched.")
    progressDeadline = fields.optional(
      "progressDeadline", .duration, default: "10m",
      "After which time a changed workload that is not available counts as failed, such as 10m.")
    paused = fields.optional(
      "paused", .boolean, default: false,
      "Set it to true to change no further workload. Those that are extended stay so, and are looked after.")
    revision = fields.optional(
      "revision", .integer(1...Int.max),
      """
      A kept revision of patterns, application, conflictPolicy and serviceAccountName that is used instead of those here, \
      which rolls back by one field. Remove it to go on.
      """)
  }

  private struct Order: Fragment {
    let namespaceLabel: String

    init(reading fields: inout FieldReader) {
      namespaceLabel = fields.required(
        "namespaceLabel", .string(.qualifiedName),
        """
        The key of a label of namespaces. Workloads are changed in the order of its values, compared as texts; those \
        without the label come last.
        """)
    }
  }
}
