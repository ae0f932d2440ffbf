import JSONTree

/// The user's pod template, as far as the composer depends on it.
///
/// Decoding has seen to it that its containers, init containers and volumes are lists of objects with names that
/// differ; here it is checked whether a Deployment can use it.
struct PodTemplate: Sendable {
  /// The template's `metadata`; an object.
  private(set) var metadata: JSON = [:]
  /// The template's `spec`.
  let spec: JSON
  let containers: [Sourced<JSON>]
  let initContainers: [Sourced<JSON>]
  let volumes: [Sourced<JSON>]
  private(set) var problems: [Problem] = []

  let path: FieldPath

  /// The containers that run as long as the pod, and may listen: the ordinary ones and the native sidecars.
  var listeners: [Sourced<JSON>] { containers + initContainers.filter { $0.value["restartPolicy"] == "Always" } }

  init(_ template: JSON, path: FieldPath) {
    self.path = path
    let specification = Sourced(template["spec"] ?? [:], Source(holder: "the template", path: path.appending("spec")))
    spec = specification.value
    containers = specification.containers("containers")
    initContainers = specification.containers("initContainers")
    volumes = specification.elements("volumes")
    for key in (template.object ?? [:]).keys.sorted() where key != "metadata" && key != "spec" {
      problems.append(
        Problem(
          path: path.appending(key), kind: .unknown, message: "a pod template has metadata and spec, nothing else"))
    }
    readMetadata(template["metadata"]?.nonNull ?? [:])
    problems += specificationProblems + (initContainers + containers).flatMap(ContainerRules.problems)
  }

  private mutating func readMetadata(_ value: JSON) {
    let metadataPath = path.appending("metadata")
    guard value.object != nil else { return problems.append(.notAnObject(value, metadataPath)) }
    metadata = value
    for key in ["annotations", "labels"] {
      guard let map = value[key]?.nonNull else { continue }
      guard let members = map.object else {
        problems.append(.notAnObject(map, metadataPath.appending(key)))
        continue
      }
      for (name, text) in members.sorted(by: { $0.key < $1.key }) where text.string == nil {
        problems.append(
          Problem(
            path: metadataPath.appending(key).appending(name), kind: .invalid(value: text), message: "must be a string")
        )
      }
    }
  }

  private var specificationProblems: [Problem] {
    let specPath = path.appending("spec")
    var problems = ["replicas", "selector", "template"].filter { spec[$0] != nil }.map { key in
      Problem(
        path: specPath.appending(key), kind: .unknown,
        message: "this is the spec of a workload; give the spec of its pod template")
    }
    if let policy = spec["restartPolicy"]?.nonNull, policy != "Always" {
      problems.append(
        Problem(path: specPath.appending("restartPolicy"), kind: .notSupported(value: policy, allowed: ["Always"])))
    }
    return problems
  }
}

extension Sourced<JSON> {
  /// The containers of a list of the template, each of which is a side of its own in a conflict.
  fileprivate func containers(_ list: String) -> [Sourced<JSON>] {
    elements(list).map { entry in
      Sourced(entry.value, Source(holder: "container \"\(entry.name ?? "")\" of the template", path: entry.source.path))
    }
  }
}

extension Problem {
  static func notAnObject(_ value: JSON, _ path: FieldPath) -> Problem {
    Problem(path: path, kind: .invalid(value: value), message: "must be an object")
  }
}

extension JSON {
  /// The value, unless it is `null`, which in a manifest says as much as leaving the field out.
  var nonNull: JSON? { isNull ? Optional.none : .some(self) }
}
