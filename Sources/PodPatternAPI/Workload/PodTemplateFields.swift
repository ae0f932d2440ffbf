// What has to be known of a pod template before the pattern library can extend it. The rest is Kubernetes' to check.

/// The checked fields of a `PodTemplateSpec`.
struct PodTemplateFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.optional(
      "metadata", .embedded, "Labels and annotations of the pods. The operator adds the label podpattern.dev/name.")
    _ = fields.required("spec", .embedded(PodSpecFields.self), "The pod itself (PodSpec).")
  }
}

/// The checked fields of a `PodSpec`.
private struct PodSpecFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.required(
      "containers",
      .list(of: .embedded(TemplateContainerFields.self), count: 1...64, .map(keys: [.init(name: "name")])),
      "The containers of the application; at least one. Their names differ.")
    _ = fields.optional(
      "initContainers",
      .list(of: .embedded(TemplateContainerFields.self), count: 0...64, .map(keys: [.init(name: "name")])),
      "Containers that run before those of the application. Their names differ.")
    _ = fields.optional(
      "volumes",
      .list(of: .embedded(VolumeFields.self), count: 0...128, .map(keys: [.init(name: "name")])),
      "The volumes that containers can mount. Their names differ.")
  }
}

/// The checked fields of a `Container` of a template.
private struct TemplateContainerFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.required("name", .string(.label), "The container's name, a DNS label.")
  }
}
