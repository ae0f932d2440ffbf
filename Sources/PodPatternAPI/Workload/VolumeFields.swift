/// The checked fields of a `Volume`.
struct VolumeFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.required("name", .string(.label), "The volume's name, a DNS label.")
  }
}
