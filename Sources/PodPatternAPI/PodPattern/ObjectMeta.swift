import JSONTree

/// The part of Kubernetes' `metav1.ObjectMeta` that this program uses.
public struct ObjectMeta: Sendable, Hashable {
  /// The object's name, unique in its namespace.
  public let name: String
  /// The namespace; `nil` in a manifest that leaves it to the context.
  public let namespace: String?
  /// What tells the object from an earlier one of the same name; `nil` in a manifest.
  public let uid: String?
  /// Counts the changes of the `spec`; `nil` in a manifest.
  public let generation: Int?
  /// The version of the object as a whole; an opaque text. `nil` in a manifest.
  public let resourceVersion: String?
  /// When the object was created, in RFC 3339; `nil` in a manifest.
  public let creationTimestamp: String?
  /// When the object was asked to be deleted, in RFC 3339; `nil` unless it is being deleted.
  public let deletionTimestamp: String?
  /// What has to be done before a deleted object goes.
  public let finalizers: [String]
  /// The object's labels.
  public let labels: [String: String]
  /// The object's annotations.
  public let annotations: [String: String]
}

extension FieldType where Value == ObjectMeta {
  /// The metadata of an object of ours. Kubernetes describes all of it, and allows limits for nothing but the name.
  static var objectMeta: FieldType {
    let metadata = FieldType<ObjectMetaFields>.object.map(\.metadata)
    return FieldType(
      schema: { Schema(.object(ObjectSchema(properties: ["name": Schema(.string(ObjectMetaFields.name))]))) },
      placeholder: metadata.placeholder,
      read: metadata.read)
  }
}

/// Metadata as any object has it, with a name that can be a label's value and the first part of other names.
private struct ObjectMetaFields: Fragment {
  static let name = StringFormat.label

  let metadata: ObjectMeta

  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    let entries = FieldType.map(keys: .qualifiedName, values: .annotationValue, count: 0...1024)
    metadata = ObjectMeta(
      name: fields.required("name", .string(Self.name), "The name."),
      namespace: fields.optional("namespace", .string(.label), "The namespace."),
      uid: fields.optional("uid", .string(.token), "The uid."),
      generation: fields.optional("generation", .integer(0...Int.max), "The generation."),
      resourceVersion: fields.optional("resourceVersion", .string(.token), "The version."),
      creationTimestamp: fields.optional("creationTimestamp", .string(.token), "The creation."),
      deletionTimestamp: fields.optional("deletionTimestamp", .string(.token), "The deletion."),
      finalizers: fields.optional(
        "finalizers", .list(of: .string(.qualifiedName), count: 0...64, .set), "The finalizers.") ?? [],
      labels: fields.optional("labels", entries, "The labels.") ?? [:],
      annotations: fields.optional("annotations", entries, "The annotations.") ?? [:])
  }
}
