import JSONTree
import PodPatternAPI

// From a pattern of the resource to the use case that answers for it.

extension PodExtension {
  /// What a pattern adds, together with the changes to the application that the user wrote beside it.
  init(_ pattern: Pattern, in context: PatternContext) {
    self = context.content(pattern.kind)
    if let changes = pattern.application { add(changes, in: context) }
  }
}

extension PatternContext {
  fileprivate func content(_ kind: PatternKind) -> PodExtension {
    switch kind {
    case .ambassador(.tlsTermination(let useCase)): useCase.podExtension(in: at("ambassador", "tlsTermination"))
    case .ambassador(.jwtAuthentication(let useCase)): useCase.podExtension(in: at("ambassador", "jwtAuthentication"))
    case .ambassador(.tunnel(let useCase)): useCase.podExtension(in: at("ambassador", "tunnel"))
    case .ambassador(.container(let useCase)):
      useCase.podExtension(in: at("ambassador", "container"), life: .beforeTheApplication)
    case .adapter(.prometheusExporter(let useCase)): useCase.podExtension(in: at("adapter", "prometheusExporter"))
    case .adapter(.container(let useCase)): useCase.podExtension(in: at("adapter", "container"), life: .withThePod)
    case .sidecar(.logStream(let useCase)): useCase.podExtension(in: at("sidecar", "logStream"))
    case .sidecar(.redisCache(let useCase)): useCase.podExtension(in: at("sidecar", "redisCache"))
    case .sidecar(.configReload(let useCase)): useCase.podExtension(in: at("sidecar", "configReload"))
    case .sidecar(.vaultAgent(let useCase)): useCase.podExtension(in: at("sidecar", "vaultAgent"))
    case .sidecar(.container(let useCase)): useCase.podExtension(in: at("sidecar", "container"), life: .withThePod)
    case .initialize(.sysctl(let settings)): Sysctl(settings: settings).podExtension(in: at("init", "sysctl"))
    case .initialize(.vaultSecrets(let useCase)): useCase.podExtension(in: at("init", "vaultSecrets"))
    case .initialize(.fetch(let useCase)): useCase.podExtension(in: at("init", "fetch"))
    case .initialize(.migrate(let useCase)): useCase.podExtension(in: at("init", "migrate"))
    case .initialize(.container(let useCase)): useCase.podExtension(in: at("init", "container"), life: .untilDone)
    }
  }

  private func at(_ union: String, _ useCase: String) -> PatternContext {
    var context = self
    context.unionPath = patternPath.appending(union)
    context.path = context.unionPath.appending(useCase)
    return context
  }
}
