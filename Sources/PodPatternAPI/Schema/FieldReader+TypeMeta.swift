// The two fields that say what an object is.

import JSONTree

extension FieldReader {
  /// Checks `apiVersion` and `kind`, with the descriptions that all Kubernetes objects have.
  mutating func typeMeta(apiVersion: String, kind: String) {
    expect(
      "apiVersion", apiVersion,
      """
      The version of the schema that this object follows. More: \
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#resources
      """)
    expect(
      "kind", kind,
      """
      The kind of resource that this object represents. More: \
      https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#types-kinds
      """)
  }

  /// The schema leaves the value open: the API server checks it before any schema, and refuses limits on these fields.
  private mutating func expect(_ name: String, _ expected: String, _ text: String) {
    let type = FieldType<String>(
      schema: { Schema(.string(.token)) },
      placeholder: { expected },
      read: { json, path, problems in
        if json == .string(expected) { return expected }
        problems.append(Problem(path: path, kind: .notSupported(value: json, allowed: [expected])))
        return nil
      })
    _ = required(name, type, text)
  }
}
