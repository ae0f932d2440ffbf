import JSONTree
import PodPatternAPI

/// The container that runs Fluent Bit for a pattern, with everything that belongs to it.
struct FluentBitContainer: Sendable {
  let files: [String]
  let output: FluentBitOutput
  let image: String?
  let resources: JSON?

  /// The container, its volumes and its configuration.
  ///
  /// - Parameter logs: the mount of the application's log files.
  func podExtension(logs: JSON, in context: PatternContext) -> PodExtension {
    let buffer = "\(context.pattern)-buffer"
    var volumes: [JSON] = [
      context.configVolume,
      ["name": .string(buffer), "emptyDir": ["sizeLimit": FluentBitConfiguration.volumeSize]],
    ]
    var mounts: [JSON] = [
      logs, .readOnlyMount(of: context.configVolume, at: FluentBitConfiguration.directory),
      ["name": .string(buffer), "mountPath": .string(FluentBitConfiguration.bufferDirectory)],
    ]
    let certificates = PeerCertificates(
      authority: output.tls?.certificateAuthority, clientCertificateSecret: output.tls?.clientCertificateSecret)
    for (volume, directory) in certificates.volumes(of: context.pattern) {
      volumes.append(volume)
      mounts.append(.readOnlyMount(of: volume, at: directory))
    }
    let configuration = FluentBitConfiguration(
      files: files, tag: "\(context.podPattern).\(context.pattern)", container: context.application.name ?? "",
      output: output.settings)
    var result = PodExtension()
    result.configFiles = [FluentBitConfiguration.fileName: configuration.text]
    result.volumes = volumes.map { Sourced($0, context.generated) }
    result.containers = [Sourced(container(mounts: mounts, in: context), context.generatedContainer)]
    return result
  }

  private func container(mounts: [JSON], in context: PatternContext) -> JSON {
    let path = "\(FluentBitConfiguration.directory)/\(FluentBitConfiguration.fileName)"
    return [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.fluentBit]),
      "args": ["--config", .string(path)],
      "env": .array(FluentBitConfiguration.variables + output.variables),
      "resources": resources ?? .helperResources,
      "securityContext": context.securityContextOfApplication,
      "volumeMounts": .array(mounts),
    ]
  }
}
