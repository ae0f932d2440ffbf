import JSONTree

// Two containers on one port. All containers of a pod share one network namespace, so a port can have one listener,
// even on the loopback address alone; a port of the node can have one as well.

extension PodDraft {
  var portConflicts: [Problem] { podPortConflicts + nodePortConflicts }

  private var podPortConflicts: [Problem] {
    struct Endpoint: Hashable {
      let port: Int
      let `protocol`: String
    }
    var first: [Endpoint: PortClaim] = [:]
    let declared = template.listeners.flatMap(PortClaim.declared).filter { !isTakenOver($0) }
    // What somebody else runs already, and how, is not this PodPattern's business.
    if !template.isOwn {
      for claim in declared { first[Endpoint(port: claim.port, protocol: claim.protocol)] = claim }
    }
    return ((template.isOwn ? declared : []) + contents.flatMap(\.ports)).compactMap { claim in
      let endpoint = Endpoint(port: claim.port, protocol: claim.protocol)
      guard let other = first[endpoint] else {
        first[endpoint] = claim
        return nil
      }
      guard other.container != claim.container else { return nil }
      return Problem(
        path: claim.source.path, kind: .duplicate(value: .integer(Int64(claim.port))),
        message: "\(claim.source.holder) and \(other.source) would both listen on port "
          + "\(claim.port)/\(claim.protocol), and all containers of a pod share its ports")
    }
  }

  /// Whether the application of somebody else's says that it listens on a port that a front takes over from it.
  ///
  /// A declared port only informs, and the owner's manifest is to stay as it is; in a template of the user's own, the
  /// declaration that is not true any more is to go.
  private func isTakenOver(_ claim: PortClaim) -> Bool {
    !template.isOwn && claim.container == application.name && claim.protocol == "TCP"
      && fronts.listening(on: claim.port) != nil
  }

  /// With `hostNetwork` the API server wants both numbers equal; else two containers may not share a port of the node.
  private var nodePortConflicts: [Problem] {
    let declared = (template.listeners + contents.flatMap(\.containers))
      .flatMap { $0.elements("ports") }
      .filter { $0.value["hostPort"]?.integer.map { $0 > 0 } == true }
    guard template.spec["hostNetwork"]?.bool != true else { return declared.compactMap(Self.hostNetworkProblem) }

    var problems: [Problem] = []
    for (index, port) in declared.enumerated() {
      guard let other = declared[..<index].first(where: { $0.sharesNodePort(with: port) }) else { continue }
      problems.append(
        Problem(
          path: port.path("hostPort"), kind: .duplicate(value: port.value["hostPort"] ?? .null),
          message: "\(port.source.holder) and \(other.source) would both take this port of the node"))
    }
    return problems
  }

  private static func hostNetworkProblem(_ port: Sourced<JSON>) -> Problem? {
    guard let hostPort = port.value["hostPort"], hostPort.integer != port.value["containerPort"]?.integer else {
      return nil
    }
    return Problem(
      path: port.path("hostPort"), kind: .invalid(value: hostPort),
      message: "must be the containerPort, since hostNetwork puts \(port.source.holder) on the network of the node")
  }
}

extension PortClaim {
  /// The ports that a container declares.
  static func declared(by container: Sourced<JSON>) -> [PortClaim] {
    container.elements("ports").compactMap { port in
      guard let number = port.value["containerPort"]?.integer, let name = container.name else { return nil }
      return PortClaim(
        port: Int(number), protocol: port.value["protocol"]?.string ?? "TCP", container: name,
        source: port.source.appending("containerPort"))
    }
  }
}

extension Sourced<JSON> {
  /// Whether both would listen on the same address of the node.
  fileprivate func sharesNodePort(with other: Sourced<JSON>) -> Bool {
    func address(_ port: JSON) -> String? {
      port["hostIP"]?.string.flatMap { ["", "0.0.0.0", "::"].contains($0) ? nil : $0 }
    }
    let (mine, others) = (address(value), address(other.value))
    return value["hostPort"]?.integer == other.value["hostPort"]?.integer
      && (value["protocol"]?.string ?? "TCP") == (other.value["protocol"]?.string ?? "TCP")
      && (mine == nil || others == nil || mine == others)
  }
}
