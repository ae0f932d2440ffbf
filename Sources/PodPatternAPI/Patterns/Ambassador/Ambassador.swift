/// A container between the application and the network.
public enum Ambassador: Sendable, Hashable {
  /// Accepts TLS for an application that speaks plain text.
  case tlsTermination(TLSTermination)
  /// Lets only requests with a valid token through.
  case jwtAuthentication(JWTAuthentication)
  /// Leads from localhost to a server outside, over TLS.
  case tunnel(Tunnel)
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Ambassador: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member(
        "tlsTermination", .object,
        "Accepts TLS for an application that speaks plain text. The traffic leaves the pod encrypted only.",
        Self.tlsTermination),
      .member(
        "jwtAuthentication", .object,
        "Lets only those requests through to the application that carry a valid JSON Web Token.",
        Self.jwtAuthentication),
      .member(
        "tunnel", .object,
        "Leads from a port of localhost to a server outside over TLS, for an application that does not speak it.",
        Self.tunnel),
      .container(
        volumes: volumes, "A container of your own that stands between the application and the network (Container).",
        Self.container))
  }
}
