import JSONTree

/// The use cases of the resource, each of which makes a random pattern of itself.
public enum RandomUseCase: String, Sendable, CaseIterable {
  case tlsTermination, jwtAuthentication, tunnel, prometheusExporter, logStream, redisCache, configReload, vaultAgent
  case sysctl, vaultSecrets, fetch, migrate, migrateOnce
  case ambassadorContainer, adapterContainer, sidecarContainer, initContainer

  /// A pattern without its name.
  func pattern(_ random: inout RandomPodPatterns) -> JSON {
    switch self {
    case .tlsTermination: ["ambassador": ["tlsTermination": random.tlsTermination()]]
    case .jwtAuthentication: ["ambassador": ["jwtAuthentication": random.jwtAuthentication()]]
    case .tunnel: ["ambassador": ["tunnel": random.tunnel()]]
    case .prometheusExporter: ["adapter": ["prometheusExporter": random.prometheusExporter()]]
    case .logStream: ["sidecar": ["logStream": random.logStream()]]
    case .redisCache: ["sidecar": ["redisCache": random.redisCache()]]
    case .configReload: ["sidecar": ["configReload": random.configReload()]]
    case .vaultAgent: ["sidecar": ["vaultAgent": random.vaultSecrets()]]
    case .sysctl: ["init": ["sysctl": random.sysctl()]]
    case .vaultSecrets: ["init": ["vaultSecrets": random.vaultSecrets()]]
    case .fetch: ["init": ["fetch": random.fetch()]]
    case .migrate: ["init": ["migrate": random.container()]]
    case .migrateOnce: ["init": ["migrate": random.jobOfMigration()]]
    case .ambassadorContainer: ["ambassador": random.container(serves: true)]
    case .adapterContainer: ["adapter": random.container(serves: true)]
    case .sidecarContainer: ["sidecar": random.container(serves: true)]
    case .initContainer: ["init": random.container()]
    }
  }
}
