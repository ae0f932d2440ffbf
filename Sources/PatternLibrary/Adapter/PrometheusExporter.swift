import JSONTree
import PodPatternAPI

// Adapter: an exporter that asks the application for its state in the application's own way and answers Prometheus.
//
//   Prometheus ── /metrics ──▶ exporter :port ──▶ application 127.0.0.1:applicationPort
//
// Prometheus finds it by annotations of the pods, or by an object of the Prometheus Operator (MonitorDraft.swift).

extension PrometheusExporter {
  func podExtension(in context: PatternContext) -> PodExtension {
    let defaults = preset.map(ExporterPreset.init)
    guard let port = port ?? defaults?.port, let image = image ?? defaults.map({ context.options.images[$0.image] })
    else {
      var result = PodExtension()
      result.problems = [
        Problem(path: context.path, kind: .required, message: "give a preset, or an image and the port it listens on")
      ]
      return result
    }
    let applicationPort =
      applicationPort ?? defaults?.applicationPort(behind: context.fronts) ?? context.fronts.applicationPort
    let files = applicationPort.flatMap { defaults?.files(applicationPort: $0) } ?? [:]
    let portName = context.portName("http-prometheus", or: "metrics", port: port)
    var container = container(image: image, port: port, portName: portName, defaults, applicationPort, in: context)

    var result = PodExtension()
    if !files.isEmpty {
      result.configFiles = files
      result.volumes = [Sourced(context.configVolume, context.generated)]
      container["volumeMounts"] = [
        [
          "name": context.configVolume["name"] ?? .null, "mountPath": .string(ExporterPreset.directory),
          "readOnly": true,
        ]
      ]
    }
    result.containers = [Sourced(container, context.generatedContainer)]
    result.ports = [
      PortClaim(port: port, protocol: "TCP", container: context.pattern, source: context.containerSource("port"))
    ]
    result.servicePorts = [Sourced(servicePort(named: portName, port: port), context.source("port"))]
    addDiscovery(to: &result, port: port, portName: portName, in: context)
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

  private var servedPath: String { path ?? "/metrics" }

  /// How Prometheus finds the exporter: one way alone, or it would ask twice.
  private func addDiscovery(to result: inout PodExtension, port: Int, portName: String, in context: PatternContext) {
    if let monitor {
      result.monitor = MonitorDraft(
        monitor: monitor, name: "\(context.podPattern)-\(context.pattern)", source: context.source("monitor"),
        port: port,
        portName: portName, path: servedPath)
    } else {
      // What Prometheus is commonly configured to look for; other ways of discovery do not read it.
      result.podAnnotations = Sourced(
        ["prometheus.io/scrape": "true", "prometheus.io/port": "\(port)", "prometheus.io/path": servedPath],
        context.source("port"))
    }
  }

  private func container(
    image: String, port: Int, portName: String, _ defaults: ExporterPreset?, _ applicationPort: Int?,
    in context: PatternContext
  ) -> JSON {
    var arguments: [String] = []
    var variables: [JSON] = []
    if let defaults, let applicationPort {
      arguments = defaults.arguments(port: port, path: servedPath, applicationPort: applicationPort)
      variables = defaults.environment(applicationPort: applicationPort)
    }
    return [
      "name": .string(context.pattern),
      "image": .string(image),
      "args": .array((arguments.without(flagsOf: args) + args).map(JSON.string)),
      "env": .array(variables.filter { variable in !env.contains { $0["name"] == variable["name"] } } + env),
      "ports": [["name": .string(portName), "containerPort": .integer(Int64(port)), "protocol": "TCP"]],
      // Whether the exporter itself answers. Its metrics would ask the application, and a pod must not become unready,
      // or the application be asked every few seconds, on account of its metrics. There is no startup probe either:
      // some exporters do not listen before they have seen the application, which would then wait for them.
      "readinessProbe": Probe.tcpSocket(port: port).every(seconds: 10),
      "resources": resources ?? defaults?.resources ?? .helperResources,
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
