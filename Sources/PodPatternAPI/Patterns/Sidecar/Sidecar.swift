/// A container that helps the application while it runs.
public enum Sidecar: Sendable, Hashable {
  /// Writes the application's log files to its own standard output, or sends them on.
  case logStream(LogStream)
  /// A Redis on localhost.
  case redisCache(RedisCache)
  /// Has the application read its changed configuration.
  case configReload(ConfigReload)
  /// Keeps files of Vault's secrets up to date.
  case vaultAgent(VaultAgent)
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Sidecar: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member(
        "logStream", .object,
        """
        Writes log files of the application to standard output, where kubectl logs and the cluster's log collector \
        find them, or sends them to a log server.
        """,
        Self.logStream),
      .member(
        "redisCache", .object,
        "A Redis that only the containers of the pod can reach: a cache in memory of a bounded size.",
        Self.redisCache),
      .member(
        "configReload", .object,
        "Has the application read its configuration again when a mounted ConfigMap or Secret changes.",
        Self.configReload),
      .member(
        "vaultAgent", .object,
        "Writes secrets of a Vault to files in memory, before the application starts and whenever they change.",
        Self.vaultAgent),
      .container(
        volumes: volumes, "A container of your own that runs beside the application (Container).", Self.container))
  }
}
