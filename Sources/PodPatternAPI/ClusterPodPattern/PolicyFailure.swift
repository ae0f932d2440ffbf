import JSONTree

/// A workload that is not as a policy wants it, and why.
public struct PolicyFailure: Sendable, Hashable {
  /// The workload's kind.
  public var kind: String
  /// The workload's namespace.
  public var namespace: String
  /// The workload's name.
  public var name: String
  /// Why, and what to do.
  public var message: String

  /// A failure.
  public init(kind: String, namespace: String, name: String, message: String) {
    self.kind = kind
    self.namespace = namespace
    self.name = name
    self.message = message
  }

  /// The failure as the API server takes it.
  public var json: JSON {
    ["kind": .string(kind), "namespace": .string(namespace), "name": .string(name), "message": .string(message)]
  }
}

extension PolicyFailure: Fragment {
  init(reading fields: inout FieldReader) {
    fields.ignoreUnknownFields()
    kind = fields.required("kind", .string(.token), "The workload's kind.")
    namespace = fields.required("namespace", .string(.label), "The workload's namespace.")
    name = fields.required("name", .string(.subdomain), "The workload's name.")
    message = fields.required("message", .string(.text), "Why it failed, and what to do.")
  }
}
