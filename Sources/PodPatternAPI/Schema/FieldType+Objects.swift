// Objects that are read through a fragment, and objects of Kubernetes that pass through as they are.

import JSONTree

extension FieldType where Value: Fragment {
  /// An object, as its type describes it.
  static var object: FieldType {
    FieldType(
      schema: { FieldReader.schema(of: Value.self) },
      placeholder: { FieldReader.placeholder(of: Value.self) },
      read: { json, path, problems in FieldReader.read(Value.self, from: json, at: path, &problems) })
  }
}

extension FieldType where Value == JSON {
  /// A part of one of Kubernetes' own objects, of which only some fields are checked; all are kept.
  static func embedded<Known: Fragment>(_ known: Known.Type) -> FieldType {
    FieldType(
      schema: FieldType<Known>.object.schema,
      placeholder: { [:] },
      read: { json, path, problems in
        FieldType<Known>.object.read(json, path, &problems).map { _ in json }
      })
  }

  /// A part of one of Kubernetes' own objects of which nothing is checked here.
  static var embedded: FieldType { embedded(UncheckedObject.self) }
}

private struct UncheckedObject: Fragment {
  init(reading fields: inout FieldReader) { fields.preserveUnknownFields() }
}
