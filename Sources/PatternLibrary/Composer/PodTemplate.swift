import JSONTree

/// The pod template, as far as the composer depends on it.
///
/// Its containers, init containers and volumes are lists of objects with names that differ; where there is a problem with
/// that, nothing is made of it.
struct PodTemplate: Sendable {
  /// Who wrote the template, and where it is.
  let source: Source
  /// Whether it is the PodPattern's own; else it is somebody else's, and is only extended.
  let isOwn: Bool
  /// The template's `metadata`; an object.
  private(set) var metadata: JSON = [:]
  /// The template's `spec`.
  let spec: JSON
  private(set) var containers: [Sourced<JSON>]
  private(set) var initContainers: [Sourced<JSON>]
  let volumes: [Sourced<JSON>]
  var problems: [Problem] = []

  var path: FieldPath { source.path }

  /// The containers that run as long as the pod, and may listen: the ordinary ones and the native sidecars.
  var listeners: [Sourced<JSON>] { containers + initContainers.filter { $0.value["restartPolicy"] == "Always" } }

  /// Whether the pod ends once its containers have done their work.
  var endsByItself: Bool { spec["restartPolicy"].map { $0.nonNull != nil && $0 != "Always" } ?? false }

  /// - Parameter holders: who a container belongs to, by its name; all others belong to the holder of the template.
  init(_ template: JSON, _ source: Source, isOwn: Bool, holders: [String: String] = [:]) {
    self.source = source
    self.isOwn = isOwn
    let specification = Sourced(template["spec"] ?? [:], source.appending("spec"))
    spec = specification.value
    containers = specification.containers("containers", holders: holders)
    initContainers = specification.containers("initContainers", holders: holders)
    volumes = specification.elements("volumes")
    if let metadata = template["metadata"], metadata.object != nil { self.metadata = metadata }
  }

  /// The same template without some of its containers.
  func removing(_ names: Set<String>) -> PodTemplate {
    var template = self
    template.containers.removeAll { names.contains($0.name ?? "") }
    template.initContainers.removeAll { names.contains($0.name ?? "") }
    return template
  }
}

extension Sourced<JSON> {
  /// The containers of a list of the template, each of which is a side of its own in a conflict.
  fileprivate func containers(_ list: String, holders: [String: String]) -> [Sourced<JSON>] {
    elements(list).map { entry in
      let holder = entry.name.flatMap { holders[$0] } ?? source.holder
      return Sourced(
        entry.value, Source(holder: "container \"\(entry.name ?? "")\" of \(holder)", path: entry.source.path))
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
