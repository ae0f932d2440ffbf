import JSONTree
import PodPatternAPI

// Init: a Vault agent logs in as the pod's service account, writes secrets to files in memory, and ends.
//
//   Vault ◀── token of the pod's service account ── agent ── files ──▶ volume in memory ◀── reads ── application
//
// The secrets never become a Kubernetes Secret and are never on a disk. The agent's configuration, which is in a
// ConfigMap, names them only.

extension VaultSecrets {
  func podExtension(in context: PatternContext) -> PodExtension {
    var result = sharedExtension(in: context)
    result.initContainers = [
      Sourced(container(named: context.pattern, .once, in: context), context.generatedContainer)
    ]
    result.configFiles = [VaultAgentConfiguration.Life.once.fileName: configuration(.once).text]
    return result
  }

  /// What the init container and the sidecar have in common: the files' volume, which the application mounts too, and
  /// what the agent needs.
  func sharedExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    var token: JSON = ["path": .string(VaultAgentConfiguration.tokenFile), "expirationSeconds": 7200]
    token["audience"] = audience.map(JSON.string)
    let volumes: [JSON] = [
      ["name": .string(name), "emptyDir": ["medium": "Memory", "sizeLimit": "16Mi"]],
      context.configVolume,
      ["name": .string("\(name)-token"), "projected": ["sources": [["serviceAccountToken": token]]]],
    ]
    let authority = certificateAuthority.map { $0.volume(named: "\(name)-ca") }
    var result = PodExtension()
    result.volumes = (volumes + [authority].compactMap(\.self)).map { Sourced($0, context.generated) }
    result.application.volumeMounts = [
      Sourced(
        ["name": .string(name), "mountPath": .string(directory), "readOnly": true], context.source("directory"))
    ]
    return result
  }

  func container(named name: String, _ life: VaultAgentConfiguration.Life, in context: PatternContext) -> JSON {
    var mounts: [JSON] = [
      ["name": .string(context.pattern), "mountPath": .string(directory)],
      readOnlyMount("config", VaultAgentConfiguration.directory, in: context),
      readOnlyMount("token", VaultAgentConfiguration.tokenDirectory, in: context),
    ]
    if certificateAuthority != nil {
      mounts.append(readOnlyMount("ca", PeerCertificates.authorityDirectory, in: context))
    }
    return [
      "name": .string(name),
      "image": .string(image ?? context.options.images[.vault]),
      "command": ["vault", "agent", .string("-config=\(VaultAgentConfiguration.directory)/\(life.fileName)")],
      "env": [.variable("HOME", "/tmp")],
      "resources": resources ?? .helperResources,
      "securityContext": context.securityContextOfApplication,
      "volumeMounts": .array(mounts),
    ]
  }

  private func readOnlyMount(_ suffix: String, _ directory: String, in context: PatternContext) -> JSON {
    ["name": .string("\(context.pattern)-\(suffix)"), "mountPath": .string(directory), "readOnly": true]
  }

  func configuration(_ life: VaultAgentConfiguration.Life) -> VaultAgentConfiguration {
    VaultAgentConfiguration(secrets: self, life: life)
  }
}
