import JSONTree

/// Files from object stores and web servers that are there before the application starts.
public struct Fetch: Sendable, Hashable {
  /// The directory of the application's container that the files are in; absolute and in its shortest form.
  public let directory: String
  /// What to fetch; 1 to 32, with different paths.
  public let objects: [FetchedObject]
  /// How S3 is reached; `nil` for Amazon's, as the pod's own identity.
  public let s3: S3Store?
  /// The name of a Secret with a Google service account's key; `nil` for the pod's own identity.
  public let gcsCredentialsSecret: String?
  /// The name of a Secret with a header for web servers; `nil` for none.
  public let httpsCredentialsSecret: String?
  /// The most that the files may take, in mebibytes; `nil` for no limit but the node's.
  public let sizeLimit: Int?
  /// The container's image; `nil` for the library's.
  public let image: String?
  /// The container's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension Fetch: Fragment {
  init(reading fields: inout FieldReader) {
    directory = fields.required(
      "directory", .string(.directory),
      "The directory of the application's container that the files are in, such as /models. A volume is mounted there.")
    objects = fields.required(
      "objects", .list(of: .object, count: 1...32, .map(keys: [.init(name: "path")])),
      "What to fetch; 1 to 32 objects. Their paths differ.")
    s3 = fields.optional(
      "s3", .object, "How S3 is reached. The default is Amazon's, with the identity of the pod's service account.")
    gcsCredentialsSecret = fields.optional(
      "gcsCredentialsSecret", .string(.subdomain),
      """
      The name of a Secret with the key of a Google service account under service-account.json. The default is the \
      identity of the pod's service account.
      """)
    httpsCredentialsSecret = fields.optional(
      "httpsCredentialsSecret", .string(.subdomain),
      """
      The name of a Secret with the value of the header Authorization under authorization, such as Bearer and a token, \
      for all https sources. It follows their redirects, to other hosts too.
      """)
    sizeLimit = fields.optional(
      "sizeLimit", .mebibytes,
      "The most that all files may take, such as 10Gi. The default is no limit but that of the node.")
    image = fields.optional(
      "image", .string(.image), "Another image for the container; it has to have rclone, a shell and sha256sum.")
    resources = fields.optional("resources", .embedded, "Other resources for the container (ResourceRequirements).")
  }
}

/// One object, and the file that it becomes.
public struct FetchedObject: Sendable, Hashable {
  /// Where it is: `s3://bucket/key`, `gs://bucket/key` or `https://host/path`.
  public let source: String
  /// The file's path inside the directory.
  public let path: String
  /// The SHA-256 of its content, in 64 lower-case hexadecimal digits; `nil` to trust the source.
  public let sha256: String?
}

extension FetchedObject: Fragment {
  init(reading fields: inout FieldReader) {
    source = fields.required(
      "source", .string(.objectSource),
      "Where the object is: s3://bucket/key, gs://bucket/key or https://host/path.")
    path = fields.required("path", .string(.relativeFile), "The file's path inside the directory, such as model.bin.")
    sha256 = fields.optional(
      "sha256", .string(.sha256),
      """
      The SHA-256 of the content, in 64 hexadecimal digits. The pod does not start with any other content. Without it, \
      what the source has is taken.
      """)
  }
}

/// A store that speaks S3.
public struct S3Store: Sendable, Hashable {
  /// The address of the store; `nil` for Amazon's.
  public let endpoint: String?
  /// The region; `nil` for the environment's.
  public let region: String?
  /// The name of a Secret with `AWS_ACCESS_KEY_ID` and `AWS_SECRET_ACCESS_KEY`; `nil` for the pod's own identity.
  public let credentialsSecret: String?
}

extension S3Store: Fragment {
  init(reading fields: inout FieldReader) {
    endpoint = fields.optional(
      "endpoint", .string(.httpAddress),
      "The address of the store, such as https://minio.storage:9000. The default is Amazon's for the region.")
    region = fields.optional("region", .string(.label), "The region, such as eu-central-1.")
    credentialsSecret = fields.optional(
      "credentialsSecret", .string(.subdomain),
      """
      The name of a Secret with AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, and AWS_SESSION_TOKEN where there is one. \
      The default is the identity of the pod's service account.
      """)
  }
}
