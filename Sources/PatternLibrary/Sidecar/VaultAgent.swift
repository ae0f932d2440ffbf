import JSONTree
import PodPatternAPI

// Sidecar: a Vault agent that keeps files of secrets up to date while the application runs, and, unless it is told not
// to, an init container before it that writes them first (`Init/VaultSecrets.swift`).

extension VaultAgent {
  func podExtension(in context: PatternContext) -> PodExtension {
    var result = secrets.sharedExtension(in: context)
    result.containers = [
      Sourced(secrets.container(named: context.pattern, .withThePod, in: context), context.generatedContainer)
    ]
    result.configFiles = [VaultAgentConfiguration.Life.withThePod.fileName: secrets.configuration(.withThePod).text]
    if prePopulate ?? true {
      result.initContainers = [
        Sourced(
          secrets.container(named: "\(context.pattern)-init", .once, in: context), context.generatedContainer)
      ]
      result.configFiles[VaultAgentConfiguration.Life.once.fileName] = secrets.configuration(.once).text
    }
    return result
  }
}
