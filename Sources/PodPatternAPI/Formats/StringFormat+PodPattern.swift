// The formats of this project's own fields. Where a text ends up in a generated configuration file or on a command
// line, its format has no character that could break out of its place there.

extension StringFormat {
  /// One name in a path: not `.` or `..`, and never read as an option, since it does not begin with `-` or `+`.
  private static let pathSegment = "[.]?[A-Za-z0-9_][A-Za-z0-9._@+=,-]*"

  /// An absolute path to a directory in its shortest form.
  static let directory = StringFormat(
    "(/\(pathSegment))+", maximumLength: 256,
    "must be an absolute path without '.', '..', a doubled or a final '/', such as '/var/log/app'")

  /// An absolute path to a file in its shortest form.
  static let absoluteFile = StringFormat(
    directory.expression.text, maximumLength: 256,
    "must be an absolute path without '.', '..', a doubled or a final '/', such as '/etc/app/logging.properties'")

  /// A path to a file inside a directory, in its shortest form.
  static let relativeFile = StringFormat(
    "\(pathSegment)(/\(pathSegment))*", maximumLength: 256,
    "must be a path inside the directory, without '.', '..' or a '/' at either end, such as 'app.log'")

  /// The path of an HTTP resource, without a query.
  static let httpPath = StringFormat(
    "/[A-Za-z0-9._~:@%+/-]*", maximumLength: 256, "must be a path that begins with '/', such as '/metrics'")

  /// A duration as Prometheus reads it, in one unit.
  static let prometheusDuration = StringFormat(
    "[1-9][0-9]*(ms|s|m|h|d)", maximumLength: 16, "must be a duration such as '30s' or '1m'")

  /// The address of an HTTP server, without a path.
  static let httpAddress = StringFormat(
    "https?://([a-zA-Z0-9]([-.a-zA-Z0-9]*[a-zA-Z0-9])?|\\[[0-9a-fA-F:]+\\])(:[0-9]+)?", maximumLength: 300,
    "must be an address such as 'https://vault.vault:8200'")

  /// A path inside a Vault.
  static let vaultPath = StringFormat(
    "\(pathSegment)(/\(pathSegment))*", maximumLength: 256,
    "must be a path in Vault without a '/' at either end, such as 'secret/data/myapp'")

  /// A name inside a Vault.
  static let vaultName = StringFormat(
    "[A-Za-z0-9_][A-Za-z0-9._-]*", maximumLength: 128, "must be a name of letters, digits, '-', '_' and '.'")

  /// A field of a secret in a Vault, as its template language can name it.
  static let vaultField = StringFormat(
    "[A-Za-z_][A-Za-z0-9_]*", maximumLength: 128,
    "must be a name of letters, digits and '_', not beginning with a digit; use a template for any other")

  /// Whom the token of a service account is for.
  static let audience = StringFormat(
    "[A-Za-z0-9][A-Za-z0-9._:/-]*", maximumLength: 256, "must be an audience such as 'vault' or 'https://vault.example'"
  )

  /// An object of a store, or a resource of a web server without a query.
  static let objectSource = StringFormat(
    "(s3://|gs://|https://)[A-Za-z0-9]([-._:A-Za-z0-9]*[A-Za-z0-9])?(/[A-Za-z0-9_.~!@+=,:()-]+)+", maximumLength: 1024,
    "must be s3://bucket/key, gs://bucket/key or https://host/path, of letters, digits and '-_.~!@+=,:()'")

  /// A SHA-256 checksum.
  static let sha256 = StringFormat(
    Array(repeating: "[0-9a-f]", count: 64).joined(), maximumLength: 64, "must be 64 lower-case hexadecimal digits")

  /// The reference of a container image: registry, repository, and a tag or digest.
  static let image = StringFormat(
    "[A-Za-z0-9]([A-Za-z0-9._:/@-]*[A-Za-z0-9_])?", maximumLength: 512,
    "must be the reference of an image, such as 'registry.example.com/team/app:1.2.3'")

  /// What a kernel parameter is set to: numbers and words, in one line.
  static let sysctlValue = StringFormat(
    "[A-Za-z0-9 %+,./:=@_|-]+", maximumLength: 256,
    "must be one line of letters, digits, spaces and '%+,./:=@_|-', such as '262144'")

  /// An amount of memory, in Kubernetes' notation: whole mebibytes or gibibytes.
  static let memory = StringFormat(
    "[1-9][0-9]*[MG]i", maximumLength: 9, "must be a whole number with the unit Mi or Gi, such as '64Mi'")

  /// Any text but NUL, which no program can be given as an argument or variable.
  static let text = StringFormat("[^\\x00]*", maximumLength: 32768, "must not contain NUL")

  /// The value of an annotation; as long as Kubernetes allows.
  static let annotationValue = StringFormat("[^\\x00]*", maximumLength: 262144, "must not contain NUL")

  /// A word whose change means something, and not what it says.
  static let trigger = StringFormat("[!-~]+", maximumLength: 63, "must be printable ASCII characters without spaces")

  /// A word without spaces, in the status: a version, a kind, a uid or a checksum.
  static let token = StringFormat("[!-~]*", maximumLength: 512, "must be printable ASCII characters without spaces")
}
