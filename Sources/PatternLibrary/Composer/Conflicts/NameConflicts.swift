import JSONTree

// One name, two different things: containers, volumes, and the names of ports.

extension PodDraft {
  var nameConflicts: [Problem] { containerNameConflicts + volumeNameConflicts + portNameConflicts + nameLimitProblems }

  /// All containers of a pod share one name space, whatever list they stand in.
  private var containerNameConflicts: [Problem] {
    let existing = (template.initContainers + template.containers)
    return Self.conflicts(
      existing: existing, added: addedContainers, isSame: { $0.value == $1.value && isInit($0) == isInit($1) },
      what: "container")
  }

  private func isInit(_ container: Sourced<JSON>) -> Bool {
    (template.initContainers + contents.flatMap(\.initContainers)).contains { $0.source == container.source }
  }

  /// The pod of a Job has volumes of the template too, and none of other patterns.
  private var volumeNameConflicts: [Problem] {
    ([contents.flatMap(\.volumes)] + contents.flatMap(\.jobs).map(\.volumes)).flatMap { added in
      Self.conflicts(existing: template.volumes, added: added, isSame: isSameVolume, what: "volume")
    }
  }

  /// The API server has filled in more of a volume of somebody else's than anybody wrote.
  private func isSameVolume(_ added: Sourced<JSON>, _ other: Sourced<JSON>) -> Bool {
    let isForeign = !template.isOwn && template.volumes.contains { $0.source == other.source }
    return isForeign ? added.value.isCovered(by: other.value) : added.value == other.value
  }

  /// A probe or a Service that names a port would find either of two with one name.
  private var portNameConflicts: [Problem] {
    var first: [String: Sourced<JSON>] = [:]
    return namedPorts.compactMap { port in
      guard let name = port.name else { return nil }
      guard let other = first.updateValue(port, forKey: name) else { return nil }
      first[name] = other
      return Problem(
        path: port.path("name"), kind: .duplicate(value: .string(name)),
        message: "\(port.source.holder) and \(other.source) both have a port of this name")
    }
  }

  private static func conflicts(
    existing: [Sourced<JSON>], added: [Sourced<JSON>], isSame: (Sourced<JSON>, Sourced<JSON>) -> Bool, what: String
  ) -> [Problem] {
    var first: [String: Sourced<JSON>] = [:]
    var problems: [Problem] = []
    for (index, entry) in (existing + added).enumerated() {
      guard let name = entry.name else { continue }
      guard let other = first[name] else {
        first[name] = entry
        continue
      }
      if index >= existing.count && isSame(entry, other) { continue }
      let problem = Problem(
        path: entry.path("name"), kind: .duplicate(value: .string(name)),
        message: "\(entry.source.holder) and \(other.source.appending("name")) "
          + "define this \(what) differently")
      problems.append(problem)
    }
    return problems
  }

  /// A volume that is named after its pattern can have a longer name than the pattern.
  private var nameLimitProblems: [Problem] {
    extensions.flatMap { item in
      item.content.volumes.compactMap(\.name).filter { !$0.isDNSLabel }.map { name in
        Problem(
          path: item.path.appending("name"),
          kind: .tooLong(max: NameLimit.label - (name.utf8.count - item.pattern.utf8.count)),
          message:
            "pattern \"\(item.pattern)\" needs a volume named \"\(name)\", and the names of volumes have at most "
            + "\(NameLimit.label) characters")
      }
    }
  }
}
