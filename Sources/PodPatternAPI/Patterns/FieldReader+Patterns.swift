// The fields by which PodPatterns and ClusterPodPatterns say how pods are extended.

extension FieldReader {
  /// What a field means that somebody else has set to another value; `nil` counts as `fail`.
  mutating func conflictPolicy() -> ConflictPolicy? {
    optional(
      "conflictPolicy", .choice(placeholder: ConflictPolicy.fail),
      """
      What to do where somebody else has set a field of what is extended to another value than the patterns need. Fail, \
      the default, changes nothing and tells who has set which field; Force takes the field.
      """)
  }

  /// The service account as which the operator acts; `nil` for what the operator was started with.
  mutating func serviceAccountName() -> String? {
    optional(
      "serviceAccountName", .string(.subdomain),
      """
      The service account, of the namespace of what is declared and extended, with whose rights the operator does it. The \
      default is the operator's flag --default-service-account; without it these are the operator's own rights.
      """)
  }

  /// The name of the application's container; `nil` for the first of the pod template.
  mutating func application() -> String? {
    optional(
      "application", .string(.label),
      """
      The name of the container, among those of the pod template, that the patterns extend. The default is the first \
      container.
      """)
  }

  /// The patterns in the order of the manifest; their names differ.
  mutating func patterns() -> [Pattern] {
    optional(
      "patterns", .list(of: .object, count: 0...32, .map(keys: [.init(name: "name")])),
      "The patterns to extend the pods with; at most 32. Each has a name of its own.") ?? []
  }
}
