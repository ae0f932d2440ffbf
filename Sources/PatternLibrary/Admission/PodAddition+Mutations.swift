import JSONTree

// The mutations by which the API server adds all of it to a Pod.

extension PodAddition {
  /// The variables that the mutations use: the application's container, and where it is.
  ///
  /// - Parameter application: the container's name; `nil` for the first one.
  static func variables(application: String?) -> JSON {
    let index = application.map { "object.spec.containers.map(c, c.name).indexOf(\(CEL.string($0)))" } ?? "0"
    return [
      ["name": "index", "expression": .string(index)],
      ["name": "application", "expression": "object.spec.containers[variables.index]"],
      ["name": "path", "expression": "\"/spec/containers/\" + string(variables.index)"],
    ]
  }

  /// One mutation for each kind of field; none for what is not added.
  func mutations(redirecting redirections: [ProbeRedirection]) -> [JSONPatchExpression] {
    [containerPatches, volumePatches, annotationPatches, podPatches, applicationPatches(redirections)].filter {
      !$0.isEmpty
    }.map(JSONPatchExpression.all)
  }

  /// Before the Pod's own init containers, which can rely on what is added, as the application can.
  private var containerPatches: [JSONPatchExpression] {
    guard !containers.isEmpty else { return [] }
    return [.created("initContainers", as: [], in: "spec")]
      + containers.enumerated().map { .add($1, at: .inPod("spec", "initContainers", "\($0)")) }
  }

  private var volumePatches: [JSONPatchExpression] {
    guard !volumes.isEmpty else { return [] }
    return [.created("volumes", as: [], in: "spec")]
      + volumes.map { .add($0, at: .inPod("spec", "volumes", "-")) }
  }

  private var annotationPatches: [JSONPatchExpression] {
    guard !configuration.isEmpty || !annotationSets.isEmpty else { return [] }
    let always = Self.patches(annotating: configuration)
    let sets = annotationSets.map { set in
      JSONPatchExpression.all(Self.patches(annotating: set))
        .unless("object.metadata.?annotations.orValue({}).exists(k, k in \(CEL.strings(set.keys.sorted())))")
    }
    return [.created("annotations", as: [:], in: "metadata")] + always + sets
  }

  private static func patches(annotating annotations: [String: String]) -> [JSONPatchExpression] {
    annotations.sorted { $0.key < $1.key }.map { key, value in
      .add(.string(value), at: .inPod("metadata", "annotations", key))
    }
  }

  private var podPatches: [JSONPatchExpression] {
    var patches: [JSONPatchExpression] = []
    if sharesProcessNamespace { patches.append(.add(true, at: .inPod("spec", "shareProcessNamespace"))) }
    guard !sysctls.isEmpty else { return patches }
    return patches + [
      .created("securityContext", as: [:], in: "spec"),
      JSONPatchExpression.add([], at: .inPod("spec", "securityContext", "sysctls"))
        .unless("has(object.spec.securityContext) && has(object.spec.securityContext.sysctls)"),
    ] + sysctls.map { .add($0, at: .inPod("spec", "securityContext", "sysctls", "-")) }
  }
}

extension JSONPatchExpression {
  /// An empty field where there is none.
  fileprivate static func created(_ field: String, as value: JSON, in object: String) -> JSONPatchExpression {
    add(value, at: .inPod(object, field)).unless("has(object.\(object).\(field))")
  }
}
