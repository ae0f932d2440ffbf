/// A type that is read from a JSON object, and whose reading is also its description.
///
/// `init(reading:)` names each field once, with its type, its limits and the text that `kubectl explain` shows. Run on
/// an object it decodes and validates; run on nothing it records the schema. So the schema in the
/// CustomResourceDefinition and the checks of the command line can not disagree.
protocol Fragment: Sendable {
  /// Reads every field from an object, or describes every field.
  ///
  /// It must ask for the same fields in any case, since a description is made without any values.
  init(reading fields: inout FieldReader)
}
