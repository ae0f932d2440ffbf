import JSONTree

/// The checked fields of an `EnvVar`.
struct EnvironmentVariableFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.required("name", .string(.environmentVariableName), "The variable's name.")
    _ = fields.optional(
      "value", .string(.text), "The variable's value; a text, so a number needs quotes in YAML.")
  }
}

extension FieldType where Value == [JSON] {
  /// A list of `EnvVar`, told apart by name.
  static var environment: FieldType {
    .list(of: .embedded(EnvironmentVariableFields.self), count: 0...256, .map(keys: [.init(name: "name")]))
  }
}
