import JSONTree

/// The rules for one container that a user wrote, in the template or as a pattern's `container`.
///
/// They cover what conflicts are looked for in, where one malformed or doubled entry would make the whole apply fail
/// with a message about keys. Decoding has checked names and variables; the API server checks everything else.
enum ContainerRules {
  static func problems(_ container: Sourced<JSON>) -> [Problem] {
    imageProblems(container)
      + listProblems(container, "ports", required: ["containerPort": .port], key: ["containerPort", "protocol"])
      + listProblems(container, "volumeMounts", required: ["name": .text, "mountPath": .text], key: ["mountPath"])
      + portProblems(container)
  }

  private enum Shape {
    case text
    case port
  }

  private static func imageProblems(_ container: Sourced<JSON>) -> [Problem] {
    let path = container.path("image")
    switch container.value["image"] {
    case .string(let image) where !image.isEmpty: return []
    case nil, .null, .string: return [Problem(path: path, kind: .required)]
    case .some(let value): return [Problem(path: path, kind: .invalid(value: value), message: "must be a string")]
    }
  }

  private static func listProblems(
    _ container: Sourced<JSON>, _ list: String, required: KeyValuePairs<String, Shape>, key: [String]
  ) -> [Problem] {
    guard let value = container.value[list]?.nonNull else { return [] }
    let path = container.path(list)
    guard let elements = value.array else {
      return [Problem(path: path, kind: .invalid(value: value), message: "must be an array")]
    }
    var problems: [Problem] = []
    var seen: Set<[JSON]> = []
    for (index, element) in elements.enumerated() {
      let elementPath = path.appending(index: index)
      guard element.object != nil else {
        problems.append(.notAnObject(element, elementPath))
        continue
      }
      let shapeProblems = required.compactMap { shapeProblem(element[$0], $1, at: elementPath.appending($0)) }
      problems += shapeProblems
      let identity = key.map { element[$0] ?? ($0 == "protocol" ? "TCP" : .null) }
      if shapeProblems.isEmpty, !seen.insert(identity).inserted {
        problems.append(
          Problem(
            path: elementPath.appending(key[0]), kind: .duplicate(value: identity[0]), message: "in one container"))
      }
    }
    return problems
  }

  private static func shapeProblem(_ value: JSON?, _ shape: Shape, at path: FieldPath) -> Problem? {
    guard let value = value?.nonNull else { return Problem(path: path, kind: .required) }
    switch shape {
    case .text:
      return value.string?.isEmpty == false
        ? nil : Problem(path: path, kind: .invalid(value: value), message: "must be a string that is not empty")
    case .port:
      return value.integer.map { 1...65535 ~= $0 } == true
        ? nil : Problem(path: path, kind: .invalid(value: value), message: "must be between 1 and 65535")
    }
  }

  private static func portProblems(_ container: Sourced<JSON>) -> [Problem] {
    container.elements("ports").flatMap { port -> [Problem] in
      var problems: [Problem] = []
      let path = port.source.path
      if let name = port.value["name"]?.nonNull, name.string?.isPortName != true {
        problems.append(Problem(path: path.appending("name"), kind: .invalid(value: name), message: portNameRule))
      }
      let protocols = ["TCP", "UDP", "SCTP"]
      if let value = port.value["protocol"]?.nonNull, !protocols.contains(value.string ?? "") {
        problems.append(
          Problem(path: path.appending("protocol"), kind: .notSupported(value: value, allowed: protocols)))
      }
      if let value = port.value["hostPort"]?.nonNull, value.integer.map({ 0...65535 ~= $0 }) != true {
        problems.append(
          Problem(
            path: path.appending("hostPort"), kind: .invalid(value: value), message: "must be between 1 and 65535"))
      }
      return problems
    }
  }

  static let portNameRule =
    "must be at most \(NameLimit.port) lower case letters, digits and single hyphens, with a letter among them and no "
    + "hyphen at either end"
}
