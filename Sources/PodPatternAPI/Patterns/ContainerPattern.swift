import JSONTree

/// A container of the user's own in one of the four patterns, for what the library does not know.
public struct ContainerPattern: Sendable, Hashable {
  /// The container (`Container`) as it stands in the manifest.
  public let container: JSON
  /// The container's name; `nil` for the pattern's name.
  public let name: String?
  /// The container's image.
  public let image: String
  /// Volumes (`Volume`) to add to the pod, each with a `name`; the names differ.
  public let volumes: [JSON]
}

extension UnionMember {
  /// The `container` member of each pattern, with the `volumes` that stand beside it.
  static func container(
    volumes: [JSON], _ text: String, _ wrap: @escaping (ContainerPattern) -> Union
  ) -> UnionMember {
    .member("container", .container(volumes: volumes), text, wrap)
  }
}

extension FieldType where Value == ContainerPattern {
  /// A `Container`, with the volumes that stand beside it.
  static func container(volumes: [JSON]) -> FieldType {
    FieldType<ContainerFields>.object.map { fields in
      ContainerPattern(container: fields.json, name: fields.name, image: fields.image, volumes: volumes)
    }
  }
}

extension FieldReader {
  /// Reads `volumes`, which stand beside `container` and belong to it.
  mutating func containerVolumes() -> [JSON] {
    let volumes = optional(
      "volumes",
      .list(of: .embedded(VolumeFields.self), count: 0...32, .map(keys: [.init(name: "name")])),
      "Volumes to add to the pod for container to mount (Volume). Their names differ. Only together with container.")
    let isAllowed = volumes == nil || has("container")
    rule(
      "!has(self.volumes) || has(self.container)", "volumes can only be set together with container",
      about: "volumes", holds: isAllowed)
    return volumes ?? []
  }
}

/// The checked fields of a `Container`.
private struct ContainerFields: Fragment {
  let json: JSON
  let name: String?
  let image: String

  init(reading fields: inout FieldReader) {
    json = fields.preserveUnknownFields()
    name = fields.optional(
      "name", .string(.label), "The container's name, a DNS label. The default is the pattern's name.")
    image = fields.required("image", .string(.image), "The container's image.")
  }
}
