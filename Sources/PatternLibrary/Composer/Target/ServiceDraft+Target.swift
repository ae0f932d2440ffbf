import JSONTree

// A Service of somebody else's, which gets ports, and only where it has to, a name for the one that it has.

extension ServiceDraft {
  /// - Parameter service: the object.
  init(extending service: JSON, named name: String, pod: PodDraft) {
    let path = FieldPath([], in: "Service/\(name)")
    let specification = Sourced(service["spec"] ?? [:], Source(holder: "Service/\(name)", path: path.appending("spec")))
    let ports = specification.elements("ports").map { port in
      var port = port
      port.value.setDefault("protocol", "TCP")
      return port
    }
    self.init(ports: ports, path: specification.source.path, pod: pod)
  }

  /// The ports as they are applied: those that are added, and the key of one that gets its name.
  var extendedPorts: [JSON] {
    let named =
      touched.isEmpty
      ? []
      : existing.prefix(1).map { port in
        JSON.object((port.value.object ?? [:]).filter { ["name", "port", "protocol"].contains($0.key) })
      }
    return named + added.map(\.value)
  }
}
