/// A Vault agent beside the application that keeps files of secrets up to date.
public struct VaultAgent: Sendable, Hashable {
  /// Which secrets, and where.
  public let secrets: VaultSecrets
  /// Whether an init container writes the files before the application starts; `nil` for yes.
  public let prePopulate: Bool?
}

extension VaultAgent: Fragment {
  init(reading fields: inout FieldReader) {
    secrets = VaultSecrets(reading: &fields)
    prePopulate = fields.optional(
      "prePopulate", .boolean,
      """
      Whether an init container writes the files first, so that they are there when the application starts. The \
      default is true.
      """)
  }
}
