import JSONTree
import PodPatternAPI

// Any of the four patterns with a container of the user's own, for what the library does not know.
//
// The fragment is used as it is; only where it says nothing it gets the name of its pattern, resources, and what the
// Pod Security level "restricted" asks for.

extension ContainerPattern {
  /// How long the container runs.
  enum Life {
    /// As long as the pod, and before the application: ambassador.
    case beforeTheApplication
    /// As long as the pod: adapter, sidecar.
    case withThePod
    /// Until it has done its work: init.
    case untilDone
  }

  func podExtension(in context: PatternContext, life: Life) -> PodExtension {
    let path = context.path
    var fragment = container
    fragment.setDefault("name", .string(context.pattern))
    fragment.setDefault("resources", .containerResources)
    fragment["securityContext"] = Security.restricting(
      fragment["securityContext"]?.nonNull, podContext: context.podSpec["securityContext"])

    let holder = "container \"\(name ?? context.pattern)\" of pattern \"\(context.pattern)\""
    let added = Sourced(fragment, Source(holder: holder, path: path))

    var result = PodExtension()
    result.problems = ContainerRules.problems(added) + lifeProblems(added, life: life)
    result.volumes = sourcedVolumes(in: context)
    if life == .beforeTheApplication { result.warnings = waitingWarnings(added, in: context) }
    switch life {
    case .withThePod, .beforeTheApplication:
      result.containers = [added]
      result.ports = PortClaim.declared(by: added)
    case .untilDone: result.initContainers = [added]
    }
    return result
  }

  private func lifeProblems(_ container: Sourced<JSON>, life: Life) -> [Problem] {
    var forbidden = ["restartPolicy": "the kind of the pattern says how long the container runs"]
    if life == .untilDone {
      for field in ["readinessProbe", "livenessProbe", "startupProbe", "lifecycle"] {
        forbidden[field] = "an init container runs to completion"
      }
    }
    return forbidden.sorted { $0.key < $1.key }.filter { container.value[$0.key]?.nonNull != nil }.map {
      Problem(path: container.path($0.key), kind: .forbidden, message: $0.value)
    }
  }

  /// The kubelet holds the application back for a startup probe alone. A readiness probe could not take its place: it may
  /// well ask the application.
  private func waitingWarnings(_ container: Sourced<JSON>, in context: PatternContext) -> [Warning] {
    guard context.options.capabilities.nativeSidecars, container.value["startupProbe"]?.nonNull == nil else {
      return []
    }
    return [
      Warning(
        path: container.path("startupProbe"),
        message: "the application does not wait for \(container.source.holder), and may start before it listens: give "
          + "it a startupProbe that does not need the application")
    ]
  }

  private func sourcedVolumes(in context: PatternContext) -> [Sourced<JSON>] {
    let path = context.unionPath.appending("volumes")
    return volumes.enumerated().map { index, volume in
      Sourced(volume, Source(holder: "pattern \"\(context.pattern)\"", path: path.appending(index: index)))
    }
  }
}
