import JSONTree
import PodPatternAPI

// Adapter: an exporter that asks the application for its state in the application's own way and answers Prometheus.
//
//   Prometheus ── /metrics ──▶ exporter :port ──▶ application 127.0.0.1:applicationPort

extension PrometheusExporter {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    let defaults = preset.map(ExporterPreset.init)
    guard let port = port ?? defaults?.port, let image = image ?? defaults.map({ context.options.images[$0.image] })
    else {
      var result = PodExtension()
      result.problems = [
        Problem(path: context.path, kind: .required, message: "give a preset, or an image and the port it listens on")
      ]
      return result
    }
    let applicationPort = applicationPort ?? context.fronts.applicationPort ?? defaults?.applicationPort
    let portName = context.portName("http-prometheus", or: "metrics", port: port)

    var result = PodExtension()
    result.containers = [
      Sourced(
        container(name: name, image: image, port: port, portName: portName, defaults, applicationPort: applicationPort),
        context.generatedContainer)
    ]
    result.ports = [PortClaim(port: port, protocol: "TCP", container: name, source: context.containerSource("port"))]
    result.servicePorts = [Sourced(servicePort(named: portName, port: port), context.source("port"))]
    // What Prometheus is commonly configured to look for; other ways of discovery do not read it.
    result.podAnnotations = Sourced(
      ["prometheus.io/scrape": "true", "prometheus.io/port": "\(port)", "prometheus.io/path": path ?? "/metrics"],
      context.source("port"))
    if port == applicationPort {
      result.problems = [
        Problem(
          path: context.path.appending("applicationPort"), kind: .invalid(value: .integer(Int64(port))),
          message: "must not be the port that the exporter itself listens on")
      ]
    }
    result.warnings = warnings(in: context)
    return result
  }

  private func container(
    name: String, image: String, port: Int, portName: String, _ defaults: ExporterPreset?, applicationPort: Int?
  ) -> JSON {
    var arguments: [String] = []
    var variables: [JSON] = []
    if let defaults, let applicationPort {
      arguments =
        defaults.arguments(applicationPort: applicationPort) + [
          "--web.listen-address=:\(port)", "--web.telemetry-path=\(path ?? "/metrics")",
        ]
      variables = defaults.environment(applicationPort: applicationPort)
    }
    return [
      "name": .string(name),
      "image": .string(image),
      "args": .array((arguments.without(flagsOf: args) + args).map(JSON.string)),
      "env": .array(variables.filter { variable in !env.contains { $0["name"] == variable["name"] } } + env),
      "ports": [["name": .string(portName), "containerPort": .integer(Int64(port)), "protocol": "TCP"]],
      // Whether the exporter itself answers. Its metrics would ask the application, and a pod must not become unready,
      // or the application be asked every few seconds, on account of its metrics. There is no startup probe either:
      // some exporters do not listen before they have seen the application, which would then wait for them.
      "readinessProbe": Probe.tcpSocket(port: port).every(seconds: 10),
      "resources": resources ?? .helperResources,
      "securityContext": Security.restricted(),
    ]
  }

  private func servicePort(named name: String, port: Int) -> JSON {
    ["name": .string(name), "port": .integer(Int64(port)), "targetPort": .integer(Int64(port)), "protocol": "TCP"]
  }

  private func warnings(in context: PatternContext) -> [Warning] {
    guard let applicationPort, let front = context.fronts.listening(on: applicationPort) else { return [] }
    return [
      Warning(
        path: context.path.appending("applicationPort"),
        message:
          "the exporter of pattern \"\(context.pattern)\" would speak plain HTTP to port \(applicationPort), where "
          + "pattern \"\(front.pattern)\" \(front.does) (\(front.listenPath)); leave it out to ask the application itself"
      )
    ]
  }
}

/// How the exporter of one kind of application is told where the application is.
///
/// All flags are those that the pinned image and the version in Debian 12 understand.
private struct ExporterPreset {
  let image: ImageCatalog.Name
  let port: Int
  let applicationPort: Int
  private let preset: PrometheusExporter.Preset

  init(_ preset: PrometheusExporter.Preset) {
    self.preset = preset
    switch preset {
    case .elasticsearch: (image, port, applicationPort) = (.elasticsearchExporter, 9114, 9200)
    case .redis: (image, port, applicationPort) = (.redisExporter, 9121, 6379)
    case .nginx: (image, port, applicationPort) = (.nginxExporter, 9113, 8080)
    case .postgres: (image, port, applicationPort) = (.postgresExporter, 9187, 5432)
    }
  }

  func arguments(applicationPort: Int) -> [String] {
    switch preset {
    case .elasticsearch: ["--es.uri=http://127.0.0.1:\(applicationPort)"]
    case .nginx: ["--nginx.scrape-uri=http://127.0.0.1:\(applicationPort)/stub_status"]
    case .redis, .postgres: []
    }
  }

  /// The password of a database comes through the pattern's own `env`, from a Secret.
  func environment(applicationPort: Int) -> [JSON] {
    switch preset {
    case .redis:
      [.variable("REDIS_ADDR", "redis://127.0.0.1:\(applicationPort)")]
    case .postgres:
      [.variable("DATA_SOURCE_URI", "127.0.0.1:\(applicationPort)/postgres?sslmode=disable")]
    case .elasticsearch, .nginx: []
    }
  }
}

extension [String] {
  /// The flags that are not also among the user's, since most exporters refuse a flag that is given twice.
  fileprivate func without(flagsOf others: [String]) -> [String] {
    func name(_ flag: String) -> Substring {
      (flag.split(separator: "=", maxSplits: 1).first ?? "").drop { $0 == "-" }
    }
    let names = Set(others.map(name))
    return filter { !names.contains(name($0)) }
  }
}
