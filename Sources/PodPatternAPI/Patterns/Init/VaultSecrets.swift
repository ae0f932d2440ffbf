import JSONTree

/// Secrets of a Vault, as files in memory that the application reads.
public struct VaultSecrets: Sendable, Hashable {
  /// The Vault's address, such as `https://vault.vault:8200`.
  public let address: String
  /// The role of Vault's Kubernetes authentication that the pod logs in with.
  public let role: String
  /// Where that authentication is mounted in Vault; `nil` for `auth/kubernetes`.
  public let authPath: String?
  /// The namespace of Vault Enterprise; `nil` for none.
  public let namespace: String?
  /// Whom the pod's token is for; `nil` for the API server's own audience.
  public let audience: String?
  /// Where the certificate of the authority is that signed Vault's; `nil` for the image's authorities.
  public let certificateAuthority: CertificateAuthority?
  /// The directory of the application's container in which the files are; absolute and in its shortest form.
  public let directory: String
  /// The files; 1 to 32, with different paths.
  public let files: [VaultFile]
  /// The containers' image; `nil` for the library's.
  public let image: String?
  /// The containers' resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension VaultSecrets: Fragment {
  init(reading fields: inout FieldReader) {
    address = fields.required(
      "address", .string(.httpAddress), "The address of Vault, such as https://vault.vault:8200.")
    role = fields.required(
      "role", .string(.vaultName), "The role of Vault's Kubernetes authentication that the pod logs in with.")
    authPath = fields.optional(
      "authPath", .string(.vaultPath),
      "The path in Vault at which the Kubernetes authentication is mounted. The default is auth/kubernetes.")
    namespace = fields.optional("namespace", .string(.vaultPath), "The namespace, for Vault Enterprise.")
    audience = fields.optional(
      "audience", .string(.audience),
      "The audience of the pod's token, where Vault's role asks for one. The default is that of the API server.")
    certificateAuthority = fields.optional(
      "certificateAuthority", .object,
      "Where the certificate of the authority is that signed Vault's. The default is what the image trusts.")
    directory = fields.required(
      "directory", .string(.directory),
      "The directory of the application's container that the files appear in, such as /vault/secrets.")
    files = fields.required(
      "files", .list(of: .object, count: 1...32, .map(keys: [.init(name: "path")])),
      "The files to write; 1 to 32. Their paths differ.")
    image = fields.optional("image", .string(.image), "Another image for the container; it has to be a Vault.")
    resources = fields.optional("resources", .embedded, "Other resources for the container (ResourceRequirements).")
  }
}

/// One file made of secrets.
public struct VaultFile: Sendable, Hashable {
  /// What is in a file.
  public enum Content: Sendable, Hashable {
    /// A secret by its path in Vault: one of its fields, or all of them as JSON.
    case secret(path: String, field: String?)
    /// A template in the language of Vault's agent.
    case template(String)
  }

  /// The file's path inside the directory.
  public let path: String
  /// What is in it.
  public let content: Content
}

extension VaultFile: Fragment {
  init(reading fields: inout FieldReader) {
    path = fields.required("path", .string(.relativeFile), "The file's path inside the directory, such as db/password.")
    let field = fields.optional(
      "field", .string(.vaultField), "The field of the secret to write. The default is all of them, as JSON.")
    content = fields.exactlyOne(
      .member(
        "secret", .string(.vaultPath),
        "The path of the secret, such as secret/data/myapp for version 2 of the key/value engine, or database/creds/app."
      ) { .secret(path: $0, field: field) },
      .member(
        "template", .string(.text),
        "The file as a template of Vault's agent, for several secrets in one file or a format of its own.",
        Content.template))
    let isAllowed = field == nil || fields.has("secret")
    fields.rule(
      "!has(self.field) || has(self.secret)", "field can only be set together with secret",
      about: "field", holds: isAllowed)
  }
}
