/// What the user wants of a PodPattern.
public struct PodPatternSpec: Sendable, Hashable {
  /// Whether the operator leaves a workload as it is, and gives a target back, until this is `false` again.
  public let suspend: Bool
  /// What becomes of what was applied when the PodPattern is deleted.
  public let deletionPolicy: DeletionPolicy
  /// The service account of the PodPattern's namespace as which the operator acts; `nil` for what the operator was started
  /// with.
  public let serviceAccountName: String?
  /// What a field of the target means that somebody else has set to another value; `nil` counts as `fail`.
  public let conflictPolicy: ConflictPolicy?
  /// What rolls the pods when it changes; `nil` for nothing.
  public let restart: String?
  /// What the patterns extend.
  public let subject: Subject
  /// The name of the application's container; `nil` for the first of the pod template.
  public let application: String?
  /// The patterns in the order of the manifest; their names differ.
  public let patterns: [Pattern]

  /// What the patterns extend: an application of the operator's own, or one that exists without it.
  public enum Subject: Sendable, Hashable {
    /// The application that the operator runs.
    case workload(Workload)
    /// The application that somebody else runs.
    case target(Target)
  }

  /// The application that the operator runs; `nil` where a target is extended.
  public var workload: Workload? { if case .workload(let workload) = subject { workload } else { nil } }

  /// The application that somebody else runs; `nil` where the operator runs one itself.
  public var target: Target? { if case .target(let target) = subject { target } else { nil } }
}

extension PodPatternSpec: Fragment {
  init(reading fields: inout FieldReader) {
    suspend = fields.optional(
      "suspend", .boolean, default: false,
      """
      Set it to true to pause. With a workload the operator then changes nothing for this PodPattern, and what it \
      applied keeps running; with a target it gives back all that it added, until this is false again. Deletion still \
      works.
      """)
    deletionPolicy = fields.optional(
      "deletionPolicy", .choice(placeholder: DeletionPolicy.delete), default: .string(DeletionPolicy.delete.rawValue),
      """
      What becomes of what was applied when this PodPattern is deleted. Delete removes the objects with it, and gives a \
      target back as its owner has it; Orphan leaves the objects running, and the target extended.
      """)
    serviceAccountName = fields.serviceAccountName()
    conflictPolicy = fields.conflictPolicy()
    restart = fields.optional(
      "restart", .string(.trigger),
      """
      Any text, such as a date. Another one has all pods created anew, as kubectl rollout restart does: it is an \
      annotation of the pod template.
      """)
    subject = fields.exactlyOne(
      .member(
        "workload", .object,
        "The application. The operator creates a Deployment from it, a Service if one is described, and ConfigMaps.",
        Subject.workload),
      .member(
        "target", .object,
        """
        An application that exists, which somebody else has created. The operator extends it, and changes nothing else \
        of it.
        """,
        Subject.target))
    application = fields.application()
    patterns = fields.patterns()
    fields.rule(
      "!has(self.conflictPolicy) || has(self.target)", "conflictPolicy needs target",
      about: "conflictPolicy", holds: conflictPolicy == nil || target != nil)
    // The operator deletes no Deployment: the one of before would go on without anybody looking after it.
    fields.describeRule(
      Rule(
        expression: "!has(oldSelf.workload) || has(self.workload)",
        message: "workload cannot be replaced by target: make another PodPattern, and delete this one"))
  }
}
