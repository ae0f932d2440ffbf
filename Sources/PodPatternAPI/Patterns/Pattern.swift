/// One extension of an application's pods.
public struct Pattern: Sendable, Hashable {
  /// The name; what the pattern adds is named after it, so it is unique in its PodPattern.
  public let name: String
  /// Which of the four patterns it is, and its use case.
  public let kind: PatternKind
  /// What the application itself needs for this pattern; `nil` for nothing.
  public let application: ApplicationChanges?
}

extension Pattern: Fragment {
  init(reading fields: inout FieldReader) {
    name = fields.required(
      "name", .string(.label),
      "The pattern's name, a DNS label. The containers, volumes and ConfigMaps that it adds are named after it.")
    kind = fields.exactlyOne(
      .member(
        "ambassador", .object,
        "A container between the application and the network. Exactly one of its use cases is set.",
        PatternKind.ambassador),
      .member(
        "adapter", .object,
        """
        A container that turns an interface of the application into a standard one. Exactly one of its use cases is \
        set.
        """,
        PatternKind.adapter),
      .member(
        "sidecar", .object,
        "A container that helps the application while it runs. Exactly one of its use cases is set.",
        PatternKind.sidecar),
      .member(
        "init", .object,
        """
        A container that prepares the pod and ends before the application starts. Exactly one of its use cases is set.
        """,
        PatternKind.initialize))
    application = fields.optional(
      "application", .object,
      "What the application itself needs for this pattern, such as another port to listen on. Its image stays as it is."
    )
  }
}
