import JSONTree

// Merging a draft without conflicts into one pod template.

extension PodDraft {
  /// The pod template with everything that the patterns add.
  ///
  /// - Parameter labels: labels that the pods get beside their own.
  func mergedTemplate(labels: [String: String], nativeSidecars: Bool) -> JSON {
    var metadata = template.metadata
    metadata["labels"] = metadata["labels"].merging(labels)
    metadata["annotations"] = metadata["annotations"].merging(addedAnnotations)

    var spec = template.spec
    spec["initContainers"] = .array(orderedInitContainers(nativeSidecars: nativeSidecars).map(\.withPortProtocols))
    spec["containers"] = .array(orderedContainers(nativeSidecars: nativeSidecars).map(\.withPortProtocols))
    spec["volumes"] = .array(volumes.map(\.value).uniqueByName)
    if contents.contains(where: { $0.sharedProcessNamespace != nil }) { spec["shareProcessNamespace"] = true }
    if let sysctls = mergedSysctls {
      var context = spec["securityContext"]?.nonNull ?? [:]
      context["sysctls"] = sysctls
      spec["securityContext"] = context
    }
    return ["metadata": metadata, "spec": spec]
  }

  /// The application's container with what the patterns change in it.
  var mergedApplication: JSON {
    var container = application.value
    let changes = contents.map(\.application)
    container["env"] = container["env"].appending(changes.flatMap(\.env).map(\.value))
    container["volumeMounts"] = container["volumeMounts"].appending(changes.flatMap(\.volumeMounts).map(\.value))
    for change in changes {
      for (field, replacement) in change.replacements { container[field] = replacement.value }
    }
    return fronts.redirecting(checks, of: container)
  }

  /// The annotations that the pods get.
  var addedAnnotations: [String: String] {
    var annotations = annotationSets.filter { $0.obstacle == nil }.reduce(into: [:]) { annotations, set in
      annotations.merge(set.annotations) { first, _ in first }
    }
    if let checksum = configChecksum { annotations[checksumAnnotation] = checksum }
    if let restart { annotations[restartAnnotation] = restart }
    return annotations
  }

  /// The kernel settings of the pod, with its own; `nil` where patterns add none.
  var mergedSysctls: JSON? {
    let own = template.spec["securityContext"]?["sysctls"]?.array ?? []
    let added = contents.flatMap(\.sysctls).sorted { $0.key < $1.key }
      .map { JSON.object(["name": .string($0.key), "value": .string($0.value.value)]) }
    guard !added.isEmpty else { return .none }
    return .array((own + added).uniqueByName)
  }
}

extension JSON? {
  /// An object with more members; still none where there would be no member.
  fileprivate func merging(_ members: [String: String]) -> JSON? {
    guard !members.isEmpty else { return self }
    var result = self?.nonNull ?? [:]
    for (key, value) in members { result[key] = .string(value) }
    return result
  }

  /// A list with those elements that it does not have; still none where there would be no element.
  fileprivate func appending(_ elements: [JSON]) -> JSON? {
    let existing = self?.array ?? []
    var known = Set(existing)
    let added = elements.filter { known.insert($0).inserted }
    return added.isEmpty ? self : .array(existing + added)
  }
}

extension JSON {
  /// A container whose ports all say their protocol: server-side apply merges ports by number and protocol.
  var withPortProtocols: JSON {
    guard let ports = self["ports"]?.array else { return self }
    var container = self
    container["ports"] = .array(
      ports.map { port in
        var port = port
        if port["protocol"]?.nonNull == nil { port["protocol"] = "TCP" }
        return port
      })
    return container
  }
}
