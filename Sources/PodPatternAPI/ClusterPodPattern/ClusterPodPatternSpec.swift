import JSONTree

/// What the user wants of a ClusterPodPattern.
public struct ClusterPodPatternSpec: Sendable, Hashable {
  /// Whether workloads are changed, or only looked at.
  public let enforcement: Enforcement
  /// How the containers get into the pods.
  public let delivery: Delivery
  /// Whether the operator changes nothing until this is `false` again; what was extended stays so.
  public let suspend: Bool
  /// Which workloads are meant.
  public let match: WorkloadMatch
  /// Whether the annotation of a workload counts.
  public let `override`: AnnotationOverride
  /// How fast, and in which order, workloads are changed.
  public let rollout: PolicyRollout
  /// What the API server does about new Pods that lack what the policy demands; `nil` for nothing.
  public let validation: PolicyValidation?
  /// How many earlier revisions of ``patterns`` are kept to go back to.
  public let revisionHistoryLimit: Int
  /// The service account of each namespace as which the operator acts; `nil` for what the operator was started with.
  public let serviceAccountName: String?
  /// What a field of a workload means that somebody else has set to another value; `nil` counts as `fail`.
  public let conflictPolicy: ConflictPolicy?
  /// The name of the application's container; `nil` for the first of each pod template.
  public let application: String?
  /// The patterns in the order of the manifest; their names differ.
  public let patterns: [Pattern]
}

extension ClusterPodPatternSpec: Fragment {
  init(reading fields: inout FieldReader) {
    enforcement = fields.optional(
      "enforcement", .choice(placeholder: Enforcement.audit), default: .string(Enforcement.audit.rawValue),
      """
      Audit writes nothing to any workload and reports what would change; Enforce extends the workloads. Going back to \
      Audit gives all of them back.
      """)
    delivery = fields.optional(
      "delivery", .choice(placeholder: Delivery.auto), default: .string(Delivery.auto.rawValue),
      """
      How the containers get into the pods. Template extends the pod templates of the workloads, which rolls their \
      pods; Admission has the API server add the containers to every new Pod, by a MutatingAdmissionPolicy, and restarts \
      the workloads whose Pods run already; Auto leaves the choice to the operator.
      """)
    suspend = fields.optional(
      "suspend", .boolean, default: false,
      """
      Set it to true to pause: the operator then changes nothing for this ClusterPodPattern, and the workloads that are \
      extended stay so. Deletion still gives them back.
      """)
    match = fields.required(
      "match", .object,
      "The workloads that are meant; {} for all of them but those of the system's namespaces.")
    `override` = fields.optional(
      "override", .choice(placeholder: AnnotationOverride.none), default: .string(AnnotationOverride.none.rawValue),
      """
      Whether the annotation policy.podpattern.dev/<name of this ClusterPodPattern> of a workload counts. OptOut leaves \
      out those that have it as disabled; OptIn leaves out all but those that have it as enabled.
      """)
    rollout = fields.optional(
      "rollout", .object, default: [:], "How fast, and in which order, workloads are changed.")
    validation = fields.optional(
      "validation", .object,
      """
      What the API server does about new Pods that lack what the patterns add, by a ValidatingAdmissionPolicy. Leave it \
      out for nothing.
      """)
    revisionHistoryLimit = fields.optional(
      "revisionHistoryLimit", .integer(1...100), default: 10,
      "How many earlier revisions of serviceAccountName, application, conflictPolicy and patterns are kept to go back to."
    )
    serviceAccountName = fields.serviceAccountName()
    conflictPolicy = fields.conflictPolicy()
    application = fields.application()
    patterns = fields.patterns()
    fields.rule(
      """
      self.delivery == 'Admission' || !has(self.match.matchConditions) || size(self.match.matchConditions) == 0
      """,
      "matchConditions needs delivery Admission: nobody evaluates CEL for a workload",
      about: "match.matchConditions", holds: delivery == .admission || match.matchConditions.isEmpty)
  }
}
