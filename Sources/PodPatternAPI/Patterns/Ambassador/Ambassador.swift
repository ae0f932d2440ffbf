/// A container between the application and the network.
public enum Ambassador: Sendable, Hashable {
  /// Accepts TLS for an application that speaks plain text.
  case tlsTermination(TLSTermination)
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Ambassador: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member(
        "tlsTermination", .object,
        "Accepts TLS for an application that speaks plain HTTP. The traffic leaves the pod encrypted only.",
        Self.tlsTermination),
      .container(
        volumes: volumes, "A container of your own that stands between the application and the network (Container).",
        Self.container))
  }
}
