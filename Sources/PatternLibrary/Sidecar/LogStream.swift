import JSONTree
import PodPatternAPI

// Sidecar: follows the files that an application logs to and writes them to standard output, where `kubectl logs` and
// every log collector find them; or, with a destination, sends them there by a Fluent Bit (FluentBit/). To go from the one
// to the other, nothing but this pattern is changed.

extension LogStream {
  func podExtension(in context: PatternContext) -> PodExtension {
    let name = context.pattern
    let existing = existingMount(in: context)
    let mount = existing?.value ?? ["name": .string(name), "mountPath": .string(directory)]
    var readOnlyMount = mount
    readOnlyMount["readOnly"] = true
    var result = reader(mount: readOnlyMount, in: context)
    if let existing {
      result.problems += mountProblems(existing, in: context)
    } else {
      result.volumes.insert(Sourced(["name": .string(name), "emptyDir": [:]], context.generated), at: 0)
      result.application.volumeMounts = [Sourced(mount, context.source("directory"))]
    }
    return result
  }

  /// The container that reads the files.
  private func reader(mount: JSON, in context: PatternContext) -> PodExtension {
    guard let destination else {
      var result = PodExtension()
      result.containers = [Sourced(container(mount: mount, in: context), context.generatedContainer)]
      return result
    }
    let output = destination.output(podPattern: context.podPattern)
    var result = FluentBitContainer(files: paths, output: output, image: image, resources: resources)
      .podExtension(logs: mount, in: context)
    result.problems = separatorProblems(in: context)
    result.warnings = plainTextWarnings(of: destination, output, in: context)
    return result
  }

  private var paths: [String] { files.map { "\(directory)/\($0)" } }

  /// The mount through which the application already has its logs in a volume.
  private func existingMount(in context: PatternContext) -> Sourced<JSON>? {
    context.application.elements("volumeMounts").first {
      $0.value["mountPath"]?.string.map(MountPath.init) == MountPath(directory)
    }
  }

  private func container(mount: JSON, in context: PatternContext) -> JSON {
    [
      "name": .string(context.pattern),
      "image": .string(image ?? context.options.images[.busybox]),
      "command": .array((Self.program + [context.pattern]).map(JSON.string)),
      "args": .array(paths.map(JSON.string)),
      "resources": resources ?? .helperResources,
      "securityContext": context.securityContextOfApplication,
      "volumeMounts": [mount],
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

  /// Fluent Bit takes a comma in the name of a file for the end of the name.
  private func separatorProblems(in context: PatternContext) -> [Problem] {
    let named =
      [(context.path.appending("directory"), directory)]
      + files.enumerated().map { (context.path.appending("files").appending(index: $0), $1) }
    return named.filter { $0.1.contains(",") }.map { path, text in
      Problem(
        path: path, kind: .invalid(value: .string(text)), message: "must have no comma, where lines go to a destination"
      )
    }
  }

  private func plainTextWarnings(
    of destination: LogDestination, _ output: FluentBitOutput, in context: PatternContext
  ) -> [Warning] {
    guard let field = output.secretField, output.tls == nil else { return [] }
    return [
      Warning(
        path: context.path.appending("destination").appending(destination.fieldName).appending(field),
        message: "crosses the network in plain text, since tls is not set")
    ]
  }
}
