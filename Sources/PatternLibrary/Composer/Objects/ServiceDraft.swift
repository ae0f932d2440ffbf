import JSONTree
import PodPatternAPI

/// The workload's Service while it is put together: the user's ports and those that patterns add.
struct ServiceDraft: Sendable {
  private(set) var ports: [Sourced<JSON>] = []
  private(set) var problems: [Problem] = []
  private(set) var warnings: [Warning] = []

  private let service: WorkloadService
  private let path = FieldPath("spec", "workload", "service")

  init(_ service: WorkloadService, pod: PodDraft) {
    self.service = service
    ports = service.ports.enumerated().map { index, port in
      let source = Source(holder: "the Service", path: path.appending("ports").appending(index: index))
      return Sourced(port.json, source)
    }
    resolveTargets(in: pod)
    addPorts(of: pod)
    nameFirst(in: pod)
    warnAboutFronts(in: pod)
  }

  /// The Service object.
  func object(_ identity: ObjectIdentity) -> JSON {
    var object = identity.object(
      apiVersion: "v1", kind: "Service", name: identity.podPattern, labels: service.labels,
      annotations: service.annotations)
    var spec: JSON = [
      "selector": .object(Labels.selector(podPattern: identity.podPattern).mapValues(JSON.string)),
      "ports": .array(ports.map(\.value)),
    ]
    spec["type"] = service.type.map { .string($0.rawValue) }
    spec["clusterIP"] = service.clusterIP.map { .string($0.rawValue) }
    object["spec"] = spec
    return object
  }

  /// Writes the numbers of the pod's ports where the user has the names of added ones.
  ///
  /// Servers before 1.32 do not find the named ports of native sidecars (kubernetes/kubernetes#127958).
  private mutating func resolveTargets(in pod: PodDraft) {
    let added = pod.contents.flatMap(\.containers).flatMap { $0.elements("ports") }
    for (index, port) in ports.enumerated() {
      guard let name = port.value["targetPort"]?.string else { continue }
      if let target = added.first(where: { $0.name == name })?.value["containerPort"] {
        ports[index].value["targetPort"] = target
      } else if !pod.namedPorts.contains(where: { $0.name == name }) {
        warnings.append(
          Warning(
            path: port.path("targetPort"),
            message: "no container of the pod has a port named \"\(name)\", so that this port leads nowhere"))
      }
    }
  }

  /// Adds what patterns offer, unless the user's Service leads there by that port already.
  private mutating func addPorts(of pod: PodDraft) {
    for var added in pod.contents.flatMap(\.servicePorts) {
      if let other = ports.first(where: { $0.hasSamePort(as: added) }) {
        guard target(of: other, in: pod) != target(of: added, in: pod) else { continue }
        problems.append(
          Problem(
            path: added.source.path, kind: .duplicate(value: added.value["port"] ?? .null),
            message: "\(added.source.holder) needs this port of the Service, which \(other.source.path) leads elsewhere"
          ))
        continue
      }
      let name = uniqueName(added.name ?? fallbackName(for: added), for: added)
      if let other = ports.first(where: { $0.name == name }) {
        problems.append(
          Problem(
            path: other.path("name"), kind: .duplicate(value: .string(name)),
            message: "\(other.source.holder) uses this name for another port than \(added.source) needs it for"))
      }
      added.value["name"] = .string(name)
      ports.append(added)
    }
  }

  /// A Service with several ports needs a name for each; decoding allows a single one without.
  private mutating func nameFirst(in pod: PodDraft) {
    guard ports.count > 1, ports[0].name == nil else { return }
    let target = target(of: ports[0], in: pod)
    let front = target.flatMap(pod.fronts.listening(on:))
    let name = front.map { uniqueName($0.portName, for: ports[0]) } ?? fallbackName(for: ports[0])
    ports[0].value["name"] = .string(name)
    warnings.append(
      Warning(
        path: ports[0].source.path,
        message:
          "has no name, which a Service with several ports needs: it gets the name \"\(name)\"; others are added for "
          + ports.dropFirst().map(\.source.holder).joined(separator: ", ")))
  }

  private func uniqueName(_ preferred: String, for port: Sourced<JSON>) -> String {
    ports.contains { $0.name == preferred } ? fallbackName(for: port) : preferred
  }

  private func fallbackName(for port: Sourced<JSON>) -> String {
    let name = port.value["protocol"]?.string?.lowercased() ?? "tcp"
    return "\(name)-\(port.value["port"]?.integer ?? 0)"
  }

  private mutating func warnAboutFronts(in pod: PodDraft) {
    for front in pod.fronts.all {
      let targets = ports.map { target(of: $0, in: pod) }
      if !targets.contains(front.listenPort), pod.fronts.leading(to: front.listenPort) == nil {
        warnings.append(
          Warning(
            path: path.appending("ports"),
            message: "no port leads to port \(front.listenPort), where pattern \"\(front.pattern)\" \(front.does) "
              + "(\(front.listenPath)); set a targetPort of \(front.listenPort)"))
      }
      for (port, target) in zip(ports, targets) where target == front.applicationPort {
        warnings.append(
          Warning(
            path: port.source.path,
            message:
              "leads to port \(front.applicationPort), past pattern \"\(front.pattern)\", which \(front.does) at port "
              + "\(front.listenPort) (\(front.listenPath)); once the application listens on 127.0.0.1 alone it leads "
              + "nowhere"
          ))
      }
    }
  }

  /// The port of the pod that a port of the Service leads to.
  private func target(of port: Sourced<JSON>, in pod: PodDraft) -> Int? {
    switch port.value["targetPort"] {
    case .string(let name):
      pod.namedPorts.first { $0.name == name }?.value["containerPort"]?.integer.flatMap { Int(exactly: $0) }
    case .some(let number): number.integer.flatMap { Int(exactly: $0) }
    case nil: port.value["port"]?.integer.flatMap { Int(exactly: $0) }
    }
  }
}

extension Sourced<JSON> {
  fileprivate func hasSamePort(as other: Sourced<JSON>) -> Bool {
    value["port"] == other.value["port"] && value["protocol"] == other.value["protocol"]
  }
}
