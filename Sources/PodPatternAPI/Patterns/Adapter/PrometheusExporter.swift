import JSONTree

/// An exporter in the pod: it asks the application on localhost and serves the answer to Prometheus.
public struct PrometheusExporter: Sendable, Hashable {
  /// The applications that the library has an exporter for.
  public enum Preset: String, Sendable, Hashable, CaseIterable {
    /// Elasticsearch.
    case elasticsearch
    /// Redis.
    case redis
    /// PostgreSQL.
    case postgres
    /// MySQL and MariaDB.
    case mysql
    /// MongoDB.
    case mongodb
    /// nginx, by its `stub_status` page.
    case nginx
    /// memcached.
    case memcached
    /// Anything that runs in a Java virtual machine, by its MBeans.
    case jmx
  }

  /// The application; `nil` for an exporter of the user's own.
  public let preset: Preset?
  /// The exporter's image; instead of the preset's where both are set. `nil` only with a preset.
  public let image: String?
  /// The port that the exporter serves on, 1024 to 65535; `nil` only with a preset, for the preset's.
  public let port: Int?
  /// The port of localhost that the application listens on; `nil` for the preset's.
  public let applicationPort: Int?
  /// The path that Prometheus reads; `nil` for `/metrics`.
  public let path: String?
  /// The object by which the Prometheus Operator finds the exporter; `nil` for annotations of the pods.
  public let monitor: PrometheusMonitor?
  /// Arguments of the exporter, after the preset's.
  public let args: [String]
  /// Environment variables (`EnvVar`) of the exporter, each with a `name`.
  public let env: [JSON]
  /// The exporter's resources (`ResourceRequirements`); `nil` for the library's.
  public let resources: JSON?
}

extension PrometheusExporter: Fragment {
  init(reading fields: inout FieldReader) {
    preset = fields.optional(
      "preset", .choice(placeholder: Preset.elasticsearch),
      """
      The application to export the measurements of: elasticsearch, redis, postgres, mysql, mongodb, nginx, memcached \
      or jmx. It sets image, port and arguments.
      """
    )
    image = fields.optional(
      "image", .string(.image),
      "The exporter's image. It is needed without a preset, and replaces the image of a preset.")
    port = fields.optional(
      "port", .integer(1024...65535),
      "The port that the exporter serves on. It is needed without a preset; a preset knows its own.")
    applicationPort = fields.optional(
      "applicationPort", .integer(1...65535),
      """
      The port on localhost that the exporter asks the application on. The default is the one behind a \
      tlsTermination or jwtAuthentication, else the preset's; without a preset it is unused.
      """
    )
    path = fields.optional(
      "path", .string(.httpPath), "The path that the exporter serves the measurements under. The default is /metrics.")
    monitor = fields.optional(
      "monitor", .object,
      """
      The object by which the Prometheus Operator finds the exporter. Without it the pods get the annotations \
      prometheus.io/scrape, port and path.
      """)
    args = fields.optional("args", .arguments, "Arguments of the exporter, after those of the preset.") ?? []
    env = fields.optional("env", .environment, "Environment variables of the exporter. Their names differ.") ?? []
    resources = fields.optional("resources", .embedded, "Other resources for the exporter (ResourceRequirements).")
    fields.rule(
      "has(self.preset) || has(self.image)", "one of preset, image must be set",
      about: "preset", "image", holds: preset != nil || image != nil)
    fields.rule(
      "has(self.preset) || has(self.port)", "port must be set without a preset",
      about: "port", holds: preset != nil || port != nil)
    fields.rule(
      "!has(self.path) || !has(self.preset) || self.preset != 'jmx'", "path cannot be set with the preset jmx",
      about: "path", holds: path == nil || preset != .jmx)
    fields.rule(
      "!has(self.port) || !has(self.applicationPort) || self.port != self.applicationPort",
      "port and applicationPort must differ",
      about: "port", holds: port == nil || port != applicationPort)
  }
}
