// Conditions about one value that its type alone cannot state.

import JSONTree

extension FieldType {
  /// The same type on a condition: in CEL for the API server, and in Swift for everyone else.
  ///
  /// What concerns one field belongs here, and not to the object around it: whenever a rule of an object names a field, the
  /// API server copies the schemas of all its fields. The message comes with the value's own path, too.
  ///
  /// - Parameters:
  ///   - expression: the condition in CEL about the value, `self`; only what Kubernetes 1.25 knows.
  ///   - message: what to do, without a final period.
  ///   - holds: the same condition in Swift; asked where the value is right otherwise.
  func rule(
    _ expression: @autoclosure @escaping () -> String, _ message: String, holds: @escaping (Value) -> Bool
  ) -> FieldType {
    FieldType(
      schema: {
        var schema = schema()
        schema.rules.append(Rule(expression: expression(), message: message))
        return schema
      },
      placeholder: placeholder,
      read: { json, path, problems in
        guard let value = read(json, path, &problems) else { return nil }
        if holds(value) { return value }
        problems.append(Problem(path: path, kind: .invalid(value: json), message: message))
        return nil
      })
  }
}
