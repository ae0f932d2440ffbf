import JSONTree
import PodPatternAPI

// Init: a migration, such as that of a database's schema, before the application starts.
//
// In every pod it is an init container. Once per version it is a Job, which the operator applies before everything else:
// until it has completed, nothing of the new version is applied, and the pods that run go on as they are.

extension Migrate {
  func podExtension(in context: PatternContext) -> PodExtension {
    var inside = context
    inside.unionPath = context.path
    inside.path = context.path.appending("container")
    var result = container.podExtension(in: inside, life: .untilDone)
    guard mode == .oncePerVersion else { return result }
    let (containers, volumes) = (result.initContainers, result.volumes)
    (result.initContainers, result.volumes) = ([], [])
    result.jobs = containers.map { job($0, volumes: volumes, in: context) }
    return result
  }

  private func job(_ container: Sourced<JSON>, volumes: [Sourced<JSON>], in context: PatternContext) -> PodJob {
    PodJob(
      name: jobName(in: context), container: container, volumes: volumes, backoffLimit: backoffLimit ?? 3,
      activeDeadlineSeconds: activeDeadlineSeconds)
  }

  /// The same as long as what the user wrote of the migration is, whatever a newer operator would make of it: a version
  /// that has been migrated is not migrated again.
  private func jobName(in context: PatternContext) -> String {
    let version = Fingerprint(
      of: [
        "podPattern": .string(context.podPattern), "pattern": .string(context.pattern),
        "container": container.container, "volumes": .array(container.volumes),
      ]
    ).description.prefix(10)
    let prefix = context.configMapName.prefix(NameLimit.label - version.count - 1)
    return "\(prefix)-\(version)"
  }
}
