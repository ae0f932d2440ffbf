/// What a policy leaves out, by name.
public struct Exclusions: Sendable, Hashable {
  /// The names of namespaces.
  public let namespaces: Set<String>
  /// Single workloads.
  public let workloads: Set<ExcludedWorkload>

  /// Exclusions; none by default.
  public init(namespaces: Set<String> = [], workloads: Set<ExcludedWorkload> = []) {
    self.namespaces = namespaces
    self.workloads = workloads
  }
}

/// A workload that a policy leaves out.
public struct ExcludedWorkload: Sendable, Hashable {
  /// The kind.
  public let kind: WorkloadKind
  /// The namespace.
  public let namespace: String
  /// The name.
  public let name: String

  /// The workload of a kind, namespace and name.
  public init(kind: WorkloadKind, namespace: String, name: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
  }
}

extension Exclusions: Fragment {
  init(reading fields: inout FieldReader) {
    namespaces = Set(
      fields.optional(
        "namespaces", .list(of: .string(.label), count: 0...256, .set), "The names of namespaces.") ?? [])
    workloads = Set(
      fields.optional(
        "workloads",
        .list(
          of: .object, count: 0...256, .map(keys: [.init(name: "kind"), .init(name: "namespace"), .init(name: "name")])),
        "Single workloads.") ?? [])
  }
}

extension ExcludedWorkload: Fragment {
  init(reading fields: inout FieldReader) {
    kind = fields.required("kind", .choice(placeholder: WorkloadKind.deployment), "The workload's kind.")
    namespace = fields.required("namespace", .string(.label), "The workload's namespace.")
    name = fields.required("name", .string(.subdomain), "The workload's name.")
  }
}
