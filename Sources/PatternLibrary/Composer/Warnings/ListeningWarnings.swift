import JSONTree

// An application behind a TLS termination that everyone can still reach without TLS.

extension PodDraft {
  var listeningWarnings: [Warning] {
    extensions.flatMap { item in
      item.content.tlsFront.map { configurationWarnings(item, $0) + declarationWarnings($0) + hostNetworkWarnings($0) }
        ?? []
    }
  }

  /// Nothing tells the application to move to the loopback address.
  private func configurationWarnings(_ item: PatternExtension, _ front: TLSFront) -> [Warning] {
    guard !item.content.application.changesConfiguration, !applicationMentionsLoopback else { return [] }
    return [
      Warning(
        path: item.path.appending("application"),
        message:
          "nothing tells container \"\(application.name ?? "")\" to listen on 127.0.0.1:\(front.applicationPort) "
          + "alone; unless its image does so already, set env, command or args here, or it can be reached without TLS")
    ]
  }

  private var applicationMentionsLoopback: Bool {
    let variables = (application.value["env"]?.array ?? []).compactMap { $0["value"]?.string }
    let arguments = ["command", "args"].flatMap { application.value[$0]?.array ?? [] }.compactMap(\.string)
    return (variables + arguments).contains { text in
      ["127.0.0.1", "localhost", "[::1]"].contains { text.contains($0) }
    }
  }

  /// A declared port says that others are meant to reach it.
  private func declarationWarnings(_ front: TLSFront) -> [Warning] {
    application.elements("ports").filter { $0.value["containerPort"]?.integer == Int64(front.applicationPort) }.map {
      port in
      Warning(
        path: port.path("containerPort"),
        message: "container \"\(application.name ?? "")\" declares port \(front.applicationPort), which is meant to be "
          + "reached only through pattern \"\(front.pattern)\" (\(front.applicationPath)); remove it, and make sure "
          + "that the application listens on 127.0.0.1 alone")
    }
  }

  /// The loopback address is then the node's.
  private func hostNetworkWarnings(_ front: TLSFront) -> [Warning] {
    guard template.spec["hostNetwork"]?.bool == true else { return [] }
    return [
      Warning(
        path: template.path.appending("spec").appending("hostNetwork"),
        message:
          "every process of the node can reach the application without TLS at 127.0.0.1:\(front.applicationPort), "
          + "behind pattern \"\(front.pattern)\"")
    ]
  }
}
