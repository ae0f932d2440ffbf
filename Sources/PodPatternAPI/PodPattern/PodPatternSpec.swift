/// What the user wants of a PodPattern.
public struct PodPatternSpec: Sendable, Hashable {
  /// Whether the operator leaves everything as it is until this is `false` again.
  public let suspend: Bool
  /// What becomes of the applied objects when the PodPattern is deleted.
  public let deletionPolicy: DeletionPolicy
  /// The application that the operator runs.
  public let workload: Workload
  /// The name of the application's container; `nil` for the first of the pod template.
  public let application: String?
  /// The patterns in the order of the manifest; their names differ.
  public let patterns: [Pattern]
}

extension PodPatternSpec: Fragment {
  init(reading fields: inout FieldReader) {
    suspend = fields.optional(
      "suspend", .boolean, default: false,
      """
      Set it to true to pause: the operator then changes nothing for this PodPattern, and what it applied keeps \
      running. Deletion still works.
      """)
    deletionPolicy = fields.optional(
      "deletionPolicy", .choice(placeholder: DeletionPolicy.delete), default: .string(DeletionPolicy.delete.rawValue),
      """
      What becomes of the applied objects when this PodPattern is deleted. Delete removes them with it; Orphan leaves \
      them running.
      """)
    workload = fields.required(
      "workload", .object,
      "The application. The operator creates a Deployment from it, a Service if one is described, and ConfigMaps.")
    application = fields.optional(
      "application", .string(.label),
      """
      The name of the container, among those of the pod template, that the patterns extend. The default is the first \
      container.
      """)
    patterns =
      fields.optional(
        "patterns", .list(of: .object, count: 0...32, .map(keys: [.init(name: "name")])),
        "The patterns to extend the pods with; at most 32. Each has a name of its own.") ?? []
  }
}
