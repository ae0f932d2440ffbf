/// A container that prepares the pod, then ends.
public enum Init: Sendable, Hashable {
  /// Sets kernel parameters: the value of each by its name.
  case sysctl([String: String])
  /// Writes Vault's secrets to files.
  case vaultSecrets(VaultSecrets)
  /// Fetches files.
  case fetch(Fetch)
  /// Migrates a database, for example.
  case migrate(Migrate)
  /// A container of the user's own.
  case container(ContainerPattern)
}

extension Init: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    self = fields.exactlyOne(
      .member("sysctl", .map(keys: .sysctlName, values: .sysctlValue, count: 1...32), Self.sysctlText, Self.sysctl),
      .member(
        "vaultSecrets", .object, "Writes secrets of a Vault to files in memory, before the application starts.",
        Self.vaultSecrets),
      .member(
        "fetch", .object,
        "Fetches files from S3, Google Cloud Storage or web servers, before the application starts.", Self.fetch),
      .member(
        "migrate", .object,
        "Runs a migration, of a database for example, that has to succeed before the application starts.",
        Self.migrate),
      .container(
        volumes: volumes, "A container of your own that ends before the application starts (Container).",
        Self.container))
  }

  private static let sysctlText = """
    Kernel parameters to set before the application starts, such as vm.max_map_count: "262144"; at most 32. Those of \
    the pod's own namespaces go to its securityContext. Any other is the node's and needs a privileged container, so it \
    only works where the operator was started with that allowed.
    """
}
