import JSONTree
import PodPatternAPI

// Sidecar: follows the files that an application logs to and writes them to standard output, where `kubectl logs` and
// every log collector find them.

extension LogStream {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    var result = PodExtension()

    let mount: JSON
    if let existing = existingMount(in: context) {
      mount = existing.value
      result.problems = mountProblems(existing, in: context)
    } else {
      mount = ["name": .string(name), "mountPath": .string(directory)]
      result.volumes = [Sourced(["name": .string(name), "emptyDir": [:]], context.generated)]
      result.application.volumeMounts = [Sourced(mount, context.source("directory"))]
    }
    result.containers = [Sourced(container(mount: mount, in: context), context.generatedContainer)]
    return result
  }

  /// The mount through which the application already has its logs in a volume.
  private func existingMount(in context: PatternContext) -> Sourced<JSON>? {
    context.application.elements("volumeMounts").first {
      $0.value["mountPath"]?.string.map(MountPath.init) == MountPath(directory)
    }
  }

  private func container(mount: JSON, in context: PatternContext) -> JSON {
    var readOnlyMount = mount
    readOnlyMount["readOnly"] = true
    return [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.busybox]),
      "command": .array((Self.program + [context.pattern]).map(JSON.string)),
      "args": .array(files.map { .string("\(directory)/\($0)") }),
      "resources": resources ?? .helperResources,
      "securityContext": context.securityContextOfApplication,
      "volumeMounts": [readOnlyMount],
    ]
  }

  /// Follows the files it gets as arguments, from their first line, through rotation, and before they exist.
  ///
  /// The first process of a container ignores SIGTERM unless it handles it, which busybox's `tail` does not: alone it
  /// would keep every pod for its whole grace period. The shell handles it, and stays two seconds more, in which
  /// `tail`, looking once a second, passes on the application's last lines. File names come as arguments, never as part
  /// of the script.
  static let program = [
    "sh", "-c", #"trap 'sleep 2; kill $!; exit 0' TERM; tail -q -n +1 -F "$@" & wait $!"#,
  ]

  private func mountProblems(_ mount: Sourced<JSON>, in context: PatternContext) -> [Problem] {
    guard mount.value["subPathExpr"]?.nonNull != nil else { return [] }
    return [
      Problem(
        path: context.path.appending("directory"), kind: .invalid(value: .string(directory)),
        message:
          "\(mount.source) mounts this directory with subPathExpr, whose variables another container does not have")
    ]
  }
}
