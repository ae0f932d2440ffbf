import JSONTree
import PodPatternAPI

// The changes to the application that a user wrote beside a pattern.

extension PodExtension {
  mutating func add(_ changes: ApplicationChanges, in context: PatternContext) {
    let source = Source(holder: "pattern \"\(context.pattern)\"", path: context.patternPath.appending("application"))
    application.env += changes.env.enumerated().map { Sourced($1, source.appending("env", index: $0)) }
    for (field, value) in changes.replacements {
      application.replacements[field] = Sourced(value, source.appending(field))
    }
    application.volumeMounts += changes.volumeMounts.enumerated().map {
      Sourced($1, source.appending("volumeMounts", index: $0))
    }
    application.changesConfiguration =
      !changes.env.isEmpty || !changes.command.isEmpty || !changes.args.isEmpty || !changes.volumeMounts.isEmpty
      || !changes.files.isEmpty
    addFiles(changes.files, source, in: context)
  }

  /// One volume holds all files of the pattern, each under its own path, and each is mounted alone.
  private mutating func addFiles(_ files: [ApplicationFile], _ source: Source, in context: PatternContext) {
    guard !files.isEmpty else { return }
    let volume = "\(context.pattern)-files"
    volumes.append(
      Sourced(
        ["name": .string(volume), "projected": ["sources": .array(files.map(\.projection))]],
        Source(holder: source.holder, path: source.appending("files").path, isGenerated: true)))
    for (index, file) in files.enumerated() {
      let path = source.appending("files", index: index).appending("path")
      application.volumeMounts.append(
        Sourced(
          [
            "name": .string(volume), "mountPath": .string(file.path), "subPath": .string(file.pathInVolume),
            "readOnly": true,
          ], Source(holder: path.holder, path: path.path, isGenerated: true)))
      if let directory = files.first(where: { file.path.hasPrefix("\($0.path)/") }) {
        problems.append(
          Problem(
            path: path.path, kind: .invalid(value: .string(file.path)),
            message: "\(directory.path) is a file too, and nothing can be inside a file"))
      }
    }
  }
}

extension ApplicationChanges {
  /// What takes the place of the container's own fields, by their names.
  fileprivate var replacements: JSONObject {
    var fields = JSONObject(probes.map { ($0.key.rawValue, $0.value) })
    if !command.isEmpty { fields["command"] = .array(command.map(JSON.string)) }
    if !args.isEmpty { fields["args"] = .array(args.map(JSON.string)) }
    return fields
  }
}

extension ApplicationFile {
  fileprivate var pathInVolume: String { String(path.dropFirst()) }

  fileprivate var projection: JSON {
    let items: JSON = [["key": .string(key), "path": .string(pathInVolume)]]
    return switch source {
    case .configMap(let name): ["configMap": ["name": .string(name), "items": items]]
    case .secret(let name): ["secret": ["name": .string(name), "items": items]]
    }
  }
}
