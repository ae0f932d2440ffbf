import JSONTree
import PodPatternAPI

/// The Service before the pods while it is put together: the ports that it has and those that patterns add.
struct ServiceDraft: Sendable {
  /// Those that it has, then those that are added.
  private(set) var ports: [Sourced<JSON>]
  private(set) var problems: [Problem] = []
  private(set) var warnings: [Warning] = []

  /// The object around the ports.
  let path: FieldPath
  /// What is set in ports of somebody else's.
  private(set) var touched: [TouchedField] = []
  /// How many ports it has already.
  private let existingCount: Int

  /// - Parameters:
  ///   - ports: the ports that it has; each with its protocol.
  ///   - path: the object around them.
  init(ports: [Sourced<JSON>], path: FieldPath, pod: PodDraft) {
    self.ports = ports
    self.path = path
    existingCount = ports.count
    if pod.template.isOwn { resolveTargets(in: pod) }
    warnAboutTargets(in: pod)
    addPorts(of: pod)
    nameFirst(in: pod)
    warnAboutFronts(in: pod)
  }

  var existing: ArraySlice<Sourced<JSON>> { ports.prefix(existingCount) }
  var added: ArraySlice<Sourced<JSON>> { ports.dropFirst(existingCount) }

  /// Writes the numbers of the pod's ports where the user has the names of added ones.
  ///
  /// Servers before 1.32 do not find the named ports of native sidecars (kubernetes/kubernetes#127958).
  private mutating func resolveTargets(in pod: PodDraft) {
    let added = pod.contents.flatMap(\.containers).flatMap { $0.elements("ports") }
    for (index, port) in ports.enumerated() {
      guard let name = port.value["targetPort"]?.string else { continue }
      if let target = added.first(where: { $0.name == name })?.value["containerPort"] {
        ports[index].value["targetPort"] = target
      }
    }
  }

  private mutating func warnAboutTargets(in pod: PodDraft) {
    for port in ports {
      guard let name = port.value["targetPort"]?.string, !pod.namedPorts.contains(where: { $0.name == name }) else {
        continue
      }
      warnings.append(
        Warning(
          path: port.path("targetPort"),
          message: "no container of the pod has a port named \"\(name)\", so that this port leads nowhere"))
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
    guard let cause = added.first, ports.count > 1, ports[0].name == nil else { return }
    let target = target(of: ports[0], in: pod)
    let front = target.flatMap(pod.fronts.listening(on:))
    let name = front.map { uniqueName($0.portName, for: ports[0]) } ?? fallbackName(for: ports[0])
    ports[0].value["name"] = .string(name)
    guard pod.template.isOwn else { return touched.append(nameField(of: ports[0], because: cause)) }
    warnings.append(
      Warning(
        path: ports[0].source.path,
        message:
          "has no name, which a Service with several ports needs: it gets the name \"\(name)\"; others are added for "
          + ports.dropFirst().map(\.source.holder).joined(separator: ", ")))
  }

  private func nameField(of port: Sourced<JSON>, because cause: Sourced<JSON>) -> TouchedField {
    TouchedField(
      field: TouchedField.path(["spec", "ports"], key: ["port", "protocol"], of: port.value, "name"),
      entry: "port \(port.value["port"]?.integer ?? 0) of \(port.source.holder)",
      wantedBy: cause.source.path)
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
