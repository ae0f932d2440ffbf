import JSONTree

/// The images of the containers that the library adds: pinned here, and nowhere else.
///
/// Each can be replaced by name, and all of them at once by a registry, for clusters that cannot reach the public ones.
/// An image that a pattern names itself (`image:`) is taken as it is.
public struct ImageCatalog: Sendable, Hashable {
  /// What an image is for; the raw value is the name under which it is replaced.
  public enum Name: String, Sendable, Hashable, CaseIterable {
    /// The proxy of `ambassador.tlsTermination`.
    case nginx
    /// The proxy of `ambassador.jwtAuthentication` and `ambassador.tunnel`.
    case envoy
    /// The proxy of `ambassador.tunnel` to Cloud SQL.
    case cloudSQLProxy = "cloud-sql-proxy"
    /// The exporter of the preset `elasticsearch`.
    case elasticsearchExporter = "elasticsearch-exporter"
    /// The exporter of the preset `redis`.
    case redisExporter = "redis-exporter"
    /// The exporter of the preset `postgres`.
    case postgresExporter = "postgres-exporter"
    /// The exporter of the preset `mysql`.
    case mysqlExporter = "mysql-exporter"
    /// The exporter of the preset `mongodb`.
    case mongodbExporter = "mongodb-exporter"
    /// The exporter of the preset `nginx`.
    case nginxExporter = "nginx-exporter"
    /// The exporter of the preset `memcached`.
    case memcachedExporter = "memcached-exporter"
    /// The exporter of the preset `jmx`.
    case jmxExporter = "jmx-exporter"
    /// The cache of `sidecar.redisCache`.
    case redis
    /// The agent of `sidecar.vaultAgent` and `init.vaultSecrets`.
    case vault
    /// The program of `init.fetch`.
    case rclone
    /// The forwarder of `sidecar.logStream` with a destination.
    case fluentBit = "fluent-bit"
    /// The small programs of `sidecar.logStream`, `sidecar.configReload` and `init.sysctl`.
    case busybox
  }

  /// The catalog without any replacement.
  public static let pinned = ImageCatalog(replacements: [:], registry: nil)

  private let replacements: [Name: String]
  private let registry: String?

  private init(replacements: [Name: String], registry: String?) {
    self.replacements = replacements
    self.registry = registry
  }

  /// The catalog with some images replaced.
  ///
  /// - Parameters:
  ///   - overrides: complete references that replace single images, such as `mirror.example.com/nginx:1.29`.
  ///   - registry: what stands in place of the registry's host in the pinned references, whose paths are kept:
  ///     `registry.example.com/mirror` makes `docker.io/library/nginx:1.29-alpine` into
  ///     `registry.example.com/mirror/library/nginx:1.29-alpine`. It does not touch `overrides`.
  /// - Throws: a ``Problem`` that names the reference or registry that no image could have.
  public init(overrides: [Name: String], registry: String? = nil) throws(Problem) {
    for (name, reference) in overrides.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where !reference.isImageReference {
      throw Problem(
        path: FieldPath("images", name.rawValue), kind: .invalid(value: .string(reference)),
        message: "must be an image reference such as registry.example.com/nginx:1.29")
    }
    if let registry,
      !registry.isImageReference || registry.hasSuffix("/") || registry.contains("//")
        || registry.contains("@")
    {
      throw Problem(
        path: FieldPath("registry"), kind: .invalid(value: .string(registry)),
        message: "must be a host with an optional port and path, such as registry.example.com:5000/mirror")
    }
    self.init(replacements: overrides, registry: registry)
  }

  /// The reference to use for an image.
  public subscript(name: Name) -> String {
    if let replacement = replacements[name] { return replacement }
    let reference = Self.pinnedReferences(name)
    guard let registry, let slash = reference.firstIndex(of: "/") else { return reference }
    return registry + reference[slash...]
  }

  private static func pinnedReferences(_ name: Name) -> String {
    switch name {
    case .nginx: "docker.io/library/nginx:1.29-alpine"
    case .envoy: "docker.io/envoyproxy/envoy:distroless-v1.40.0"
    case .cloudSQLProxy: "gcr.io/cloud-sql-connectors/cloud-sql-proxy:2.18.2"
    case .elasticsearchExporter: "quay.io/prometheuscommunity/elasticsearch-exporter:v1.9.0"
    case .redisExporter: "docker.io/oliver006/redis_exporter:v1.80.0"
    case .postgresExporter: "quay.io/prometheuscommunity/postgres-exporter:v0.18.1"
    case .mysqlExporter: "quay.io/prometheus/mysqld-exporter:v0.20.0"
    case .mongodbExporter: "docker.io/percona/mongodb_exporter:0.53.0"
    case .nginxExporter: "docker.io/nginx/nginx-prometheus-exporter:1.5.1"
    case .memcachedExporter: "quay.io/prometheus/memcached-exporter:v0.16.0"
    // The project publishes no image of its own; this one gets no updates any more.
    case .jmxExporter: "docker.io/bitnamilegacy/jmx-exporter:1.4.0-debian-12-r0"
    case .redis: "docker.io/library/redis:8.2-alpine"
    case .vault: "docker.io/hashicorp/vault:1.20"
    case .rclone: "docker.io/rclone/rclone:1.71"
    case .fluentBit: "docker.io/fluent/fluent-bit:5.1.1"
    case .busybox: "docker.io/library/busybox:1.37"
    }
  }
}

extension String {
  /// Whether every character may stand in an image reference; the container runtime parses the rest.
  fileprivate var isImageReference: Bool {
    guard let first = utf8.first, first.isASCIILetterOrDigit else { return false }
    return utf8.allSatisfy { $0.isASCIILetterOrDigit || "._-/:@".utf8.contains($0) }
  }
}
