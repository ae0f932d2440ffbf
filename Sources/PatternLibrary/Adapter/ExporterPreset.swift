import JSONTree
import PodPatternAPI

/// How the exporter of one kind of application is told where the application is.
///
/// The flags are those of the pinned image. Where Debian 12 has the same program, its version understands them too.
struct ExporterPreset: Sendable {
  let image: ImageCatalog.Name
  let port: Int
  /// Where the application listens unless it says otherwise.
  let defaultApplicationPort: Int
  private let preset: PrometheusExporter.Preset

  init(_ preset: PrometheusExporter.Preset) {
    self.preset = preset
    switch preset {
    case .elasticsearch: (image, port, defaultApplicationPort) = (.elasticsearchExporter, 9114, 9200)
    case .redis: (image, port, defaultApplicationPort) = (.redisExporter, 9121, 6379)
    case .postgres: (image, port, defaultApplicationPort) = (.postgresExporter, 9187, 5432)
    case .mysql: (image, port, defaultApplicationPort) = (.mysqlExporter, 9104, 3306)
    case .mongodb: (image, port, defaultApplicationPort) = (.mongodbExporter, 9216, 27017)
    case .nginx: (image, port, defaultApplicationPort) = (.nginxExporter, 9113, 8080)
    case .memcached: (image, port, defaultApplicationPort) = (.memcachedExporter, 9150, 11211)
    case .jmx: (image, port, defaultApplicationPort) = (.jmxExporter, 9404, 9999)
    }
  }

  /// The port of localhost to ask the application on: behind all fronts, but for JMX, which has a port of its own.
  func applicationPort(behind fronts: Fronts) -> Int {
    preset == .jmx ? defaultApplicationPort : fronts.applicationPort ?? defaultApplicationPort
  }

  /// What the exporter is started with.
  func arguments(port: Int, path: String, applicationPort: Int) -> [String] {
    let web = ["--web.listen-address=:\(port)", "--web.telemetry-path=\(path)"]
    let address = "127.0.0.1:\(applicationPort)"
    return switch preset {
    case .elasticsearch: ["--es.uri=http://\(address)"] + web
    case .nginx: ["--nginx.scrape-uri=http://\(address)/stub_status"] + web
    case .mysql: ["--mysqld.address=\(address)", "--mysqld.username=exporter"] + web
    case .mongodb:
      // None is on of itself; those that look at each collection or slow the server down stay off.
      ["--mongodb.uri=mongodb://\(address)"]
        + ["diagnosticdata", "replicasetstatus", "dbstats"].map { "--collector.\($0)" } + web
    case .memcached: ["--memcached.address=\(address)"] + web
    case .jmx: ["\(port)", "\(Self.directory)/\(Self.jmxFile)"]
    case .redis, .postgres: web
    }
  }

  /// The password of a database comes through the pattern's own `env`, from a Secret.
  func environment(applicationPort: Int) -> [JSON] {
    switch preset {
    case .redis:
      [.variable("REDIS_ADDR", "redis://127.0.0.1:\(applicationPort)")]
    case .postgres:
      [.variable("DATA_SOURCE_URI", "127.0.0.1:\(applicationPort)/postgres?sslmode=disable")]
    case .elasticsearch, .mysql, .mongodb, .nginx, .memcached, .jmx: []
    }
  }

  /// Where ``files(applicationPort:)`` are in the container.
  static let directory = "/etc/podpattern"
  private static let jmxFile = "jmx.yaml"

  /// The exporter's configuration, by file name; empty for those that take flags alone.
  func files(applicationPort: Int) -> [String: String] {
    guard preset == .jmx else { return [:] }
    let configuration: JSON = ["hostPort": .string("127.0.0.1:\(applicationPort)"), "rules": [["pattern": ".*"]]]
    return [Self.jmxFile: YAML.write([configuration])]
  }

  /// What the container may use; a Java virtual machine takes more than the others.
  var resources: JSON { preset == .jmx ? .javaResources : .helperResources }
}
