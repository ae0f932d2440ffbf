/// Which workloads a policy means: those that every field allows.
public struct WorkloadMatch: Sendable, Hashable {
  /// The namespaces, by their labels.
  public let namespaceSelector: LabelSelector
  /// The workloads, by their labels.
  public let workloadSelector: LabelSelector
  /// The kinds of workload.
  public let kinds: Set<WorkloadKind>
  /// What is left out.
  public let exclude: Exclusions
  /// Whether `kube-system` and the namespace of the operator can match.
  public let includeSystemNamespaces: Bool
}

extension WorkloadMatch: Fragment {
  init(reading fields: inout FieldReader) {
    namespaceSelector =
      fields.optional(
        "namespaceSelector", .object, "The namespaces whose workloads are meant, by their labels. The default is all.")
      ?? LabelSelector()
    workloadSelector =
      fields.optional(
        "workloadSelector", .object,
        "The workloads that are meant, by their own labels, not those of their pods. The default is all.")
      ?? LabelSelector()
    kinds = Set(
      fields.optional(
        "kinds", .list(of: .choice(placeholder: WorkloadKind.deployment), count: 1...WorkloadKind.allCases.count, .set),
        "The kinds of workload that are meant. The default is Deployment, StatefulSet and DaemonSet.")
        ?? Array(WorkloadKind.standard))
    exclude = fields.optional("exclude", .object, "What is left out, by name.") ?? Exclusions()
    includeSystemNamespaces = fields.optional(
      "includeSystemNamespaces", .boolean, default: false,
      """
      Whether the workloads of kube-system and of the operator's own namespace are meant too. They never are unless this \
      is true.
      """)
  }
}
