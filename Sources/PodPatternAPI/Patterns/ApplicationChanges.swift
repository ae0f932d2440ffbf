import JSONTree

/// What a pattern changes of the application's own container.
public struct ApplicationChanges: Sendable, Hashable {
  /// Environment variables (`EnvVar`) to add, each with a `name`; the names differ.
  public let env: [JSON]
  /// What to run instead of the image's entry point; empty leaves it.
  public let command: [String]
  /// The arguments to run it with; empty leaves them.
  public let args: [String]
}

extension ApplicationChanges: Fragment {
  init(reading fields: inout FieldReader) {
    env =
      fields.optional(
        "env", .environment,
        """
        Environment variables to add to the application's container. A variable that it has with another value is \
        refused.
        """
      ) ?? []
    command =
      fields.optional(
        "command", .arguments, "The command of the application's container, instead of its image's entry point.") ?? []
    args =
      fields.optional(
        "args", .arguments, "The arguments of the application's container, instead of its image's.") ?? []
  }
}

extension FieldType where Value == [String] {
  /// The arguments of a program, in their order.
  static var arguments: FieldType { .list(of: .string(.text), count: 0...256, .atomic) }
}
