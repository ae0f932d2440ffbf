import JSONTree
import PodPatternAPI

/// The container that runs Envoy for a pattern, with everything that belongs to it.
struct EnvoyContainer: Sendable {
  let configuration: EnvoyConfiguration
  /// The ports that clients outside the pod connect to.
  var ports: [JSON] = []
  let healthPort: Int
  let image: String?
  let resources: JSON?
  /// Files beside the configuration.
  var files: [String: String] = [:]
  /// Volumes beside the configuration, and where they are mounted.
  var volumes: [(volume: JSON, directory: String)] = []

  /// The container, its volumes and its files.
  func podExtension(in context: PatternContext) -> PodExtension {
    let all = [(volume: context.configVolume, directory: EnvoyConfiguration.directory)] + volumes
    var result = PodExtension()
    result.containers = [
      Sourced(
        container(mounts: all.map { .readOnlyMount(of: $0.volume, at: $0.directory) }, in: context),
        context.generatedContainer)
    ]
    result.volumes = all.map { Sourced($0.volume, context.generated) }
    result.configFiles = files.merging([EnvoyConfiguration.fileName: configuration.text]) { $1 }
    result.ports = [
      PortClaim(
        port: healthPort, protocol: "TCP", container: context.pattern, source: context.containerSource("healthPort"))
    ]
    return result
  }

  private func container(mounts: [JSON], in context: PatternContext) -> JSON {
    let probe = Probe.httpGet(path: "/ready", port: healthPort)
    var container: JSON = [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.envoy]),
      "command": EnvoyConfiguration.command,
      "ports": .array(ports),
      "readinessProbe": probe.every(seconds: 5),
      "resources": resources ?? .envoyResources,
      "securityContext": Security.restricted(),
      "volumeMounts": .array(mounts),
    ]
    // The application starts once Envoy listens.
    if context.options.capabilities.nativeSidecars { container["startupProbe"] = probe.untilStarted }
    return container
  }
}
