import JSONTree

/// What a pattern changes of the application's own container.
public struct ApplicationChanges: Sendable, Hashable {
  /// The probes that a container has, by the names of their fields.
  public enum ProbeField: String, Sendable, Hashable, CaseIterable {
    /// Whether the application has started.
    case startup = "startupProbe"
    /// Whether the application can serve.
    case readiness = "readinessProbe"
    /// Whether the application is worth keeping.
    case liveness = "livenessProbe"
  }

  /// Environment variables (`EnvVar`) to add, each with a `name`; the names differ.
  public let env: [JSON]
  /// What to run instead of the image's entry point; empty leaves it.
  public let command: [String]
  /// The arguments to run it with; empty leaves them.
  public let args: [String]
  /// Volumes of the pod to mount (`VolumeMount`), each with a `name` and a `mountPath`; the paths differ.
  public let volumeMounts: [JSON]
  /// Files to put in their places, whose paths differ.
  public let files: [ApplicationFile]
  /// Probes (`Probe`) that take the place of the container's own.
  public let probes: [ProbeField: JSON]
}

extension ApplicationChanges: Fragment {
  init(reading fields: inout FieldReader) {
    env =
      fields.optional(
        "env", .environment,
        """
        Environment variables to add to the application's container. A variable that it has with another value is \
        refused.
        """
      ) ?? []
    command =
      fields.optional(
        "command", .arguments, "The command of the application's container, instead of its image's entry point.") ?? []
    args =
      fields.optional(
        "args", .arguments, "The arguments of the application's container, instead of its image's.") ?? []
    volumeMounts =
      fields.optional(
        "volumeMounts",
        .list(of: .embedded(VolumeMountFields.self), count: 0...64, .map(keys: [.init(name: "mountPath")])),
        """
        Volumes to mount in the application's container (VolumeMount): those of the template, and those of any pattern. \
        Their paths differ.
        """) ?? []
    files =
      fields.optional(
        "files", .list(of: .object, count: 0...32, .map(keys: [.init(name: "path")])),
        """
        Files of the application's container that come from ConfigMaps or Secrets, each at exactly its path: whatever \
        else is in its directory stays. Their paths differ.
        """) ?? []
    probes = Self.probes(reading: &fields)
  }

  private static func probes(reading fields: inout FieldReader) -> [ProbeField: JSON] {
    let texts: KeyValuePairs<ProbeField, String> = [
      .startup: "whether it has started", .readiness: "whether it can serve", .liveness: "whether to restart it",
    ]
    var probes: [ProbeField: JSON] = [:]
    for (field, text) in texts {
      probes[field] = fields.optional(
        field.rawValue, .embedded(ProbeFields.self),
        "How the kubelet asks the application's container \(text) (Probe), instead of the container's own probe.")
    }
    return probes
  }
}

/// A file of the application's container that comes from a ConfigMap or a Secret.
public struct ApplicationFile: Sendable, Hashable {
  /// Where the file is in the container; absolute and in its shortest form.
  public let path: String
  /// The object that it comes from.
  public let source: FileSource
  /// The key in the object whose value is the file's content.
  public let key: String
}

extension ApplicationFile: Fragment {
  init(reading fields: inout FieldReader) {
    path = fields.required(
      "path", .string(.absoluteFile),
      "Where the file is in the application's container, such as /etc/app/logging.properties.")
    source = fields.exactlyOne(
      .member(
        "configMap", .string(.subdomain), "The name of a ConfigMap in the same namespace.", FileSource.configMap),
      .member("secret", .string(.subdomain), "The name of a Secret in the same namespace.", FileSource.secret))
    key = fields.required(
      "key", .string(.configMapKey), "The key in it whose value is the content of the file.")
  }
}

/// The checked fields of a `VolumeMount`.
private struct VolumeMountFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.required("name", .string(.label), "The volume's name.")
    _ = fields.required("mountPath", .string(.directory), "Where it is in the container, such as /data.")
  }
}

/// The checked fields of a `Probe`: it asks in one way.
private struct ProbeFields: Fragment {
  init(reading fields: inout FieldReader) {
    fields.preserveUnknownFields()
    _ = fields.exactlyOne(
      .member("httpGet", FieldType<JSON>.embedded, "By an HTTP request (HTTPGetAction).", \.self),
      .member("tcpSocket", FieldType<JSON>.embedded, "By a connection (TCPSocketAction).", \.self),
      .member("grpc", FieldType<JSON>.embedded, "By a call of gRPC's health service (GRPCAction).", \.self),
      .member("exec", FieldType<JSON>.embedded, "By a program in the container (ExecAction).", \.self))
  }
}

extension FieldType where Value == [String] {
  /// The arguments of a program, in their order.
  static var arguments: FieldType { .list(of: .string(.text), count: 0...256, .atomic) }
}
