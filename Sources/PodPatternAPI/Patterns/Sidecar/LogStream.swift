import JSONTree

/// A container that follows log files of the application, and writes them to its standard output or sends them on.
public struct LogStream: Sendable, Hashable {
  /// The directory that the application logs to; absolute and in its shortest form, without a final `/`.
  public let directory: String
  /// The files to follow, inside the directory; 1 to 16, all different.
  public let files: [String]
  /// Where the lines go; `nil` for the container's standard output.
  public let destination: LogDestination?
  /// The container's image; `nil` for the library's.
  public let image: String?
  /// The container's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension LogStream: Fragment {
  init(reading fields: inout FieldReader) {
    directory = fields.required(
      "directory", .string(.directory),
      """
      The directory that the application writes its log files to, such as /var/log/app. A volume is mounted there in \
      both containers.
      """
    )
    files = fields.required(
      "files", .list(of: .string(.relativeFile), count: 1...16, .set),
      "The files to follow, by their path inside the directory; 1 to 16. They need not exist yet, and may be rotated.")
    destination = fields.optional(
      "destination", .object,
      """
      Where the lines go, by a Fluent Bit. The default is standard output, where kubectl logs and the cluster's log \
      collector find them.
      """)
    image = fields.optional(
      "image", .string(.image),
      "Another image for the container; it has to have a shell and tail, with a destination a Fluent Bit as entry point."
    )
    resources = fields.optional("resources", .embedded, "Other resources for the container (ResourceRequirements).")
  }
}
