/// Which workloads a policy means: those that every field allows.
public struct WorkloadMatch: Sendable, Hashable {
  /// The namespaces, by their labels.
  public let namespaceSelector: LabelSelector
  /// The workloads by their labels; where the API server adds the containers, the Pods by theirs.
  public let workloadSelector: LabelSelector
  /// The kinds of workload that the manifest names; `nil` where it names none.
  public let statedKinds: Set<WorkloadKind>?
  /// What is left out.
  public let exclude: Exclusions
  /// Whether `kube-system` and the namespace of the operator can match.
  public let includeSystemNamespaces: Bool
  /// Conditions on a Pod, for the API server to evaluate.
  public let matchConditions: [MatchCondition]

  /// The kinds of workload whose templates are extended.
  public var kinds: Set<WorkloadKind> { statedKinds ?? WorkloadKind.standard }
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
        """
        The workloads that are meant, by their own labels, not those of their pods; with delivery Admission, the Pods that \
        are meant, by theirs. The default is all.
        """)
      ?? LabelSelector()
    statedKinds = fields.optional(
      "kinds", .list(of: .choice(placeholder: WorkloadKind.deployment), count: 1...WorkloadKind.allCases.count, .set),
      """
      The kinds of workload that are meant. The default is Deployment, StatefulSet and DaemonSet; with delivery Admission \
      every Pod, whoever creates it.
      """
    ).map(Set.init)
    exclude = fields.optional("exclude", .object, "What is left out, by name.") ?? Exclusions()
    includeSystemNamespaces = fields.optional(
      "includeSystemNamespaces", .boolean, default: false,
      """
      Whether the workloads of kube-system and of the operator's own namespace are meant too. They never are unless this \
      is true.
      """)
    matchConditions =
      fields.optional(
        "matchConditions", .list(of: .object, count: 0...32, .map(keys: [.init(name: "name")])),
        """
        Conditions on a Pod in CEL, all of which have to hold, as in a MutatingAdmissionPolicy. The API server evaluates \
        them when the Pod is created, so that they need delivery Admission.
        """) ?? []
  }
}
