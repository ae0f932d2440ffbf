import JSONTree

// An application behind a front that everyone can still reach without it.

extension PodDraft {
  var listeningWarnings: [Warning] {
    fronts.all.filter { fronts.listening(on: $0.applicationPort) == nil }.flatMap { front in
      configurationWarnings(front) + declarationWarnings(front) + hostNetworkWarnings(front)
    }
  }

  /// Nothing tells the application to move to the loopback address, in any pattern on the way to it.
  private func configurationWarnings(_ front: Front) -> [Warning] {
    let way = Set(fronts.way(to: front.applicationPort).map(\.pattern))
    let isTold = extensions.contains { way.contains($0.pattern) && $0.content.application.changesConfiguration }
    guard !isTold, !applicationMentionsLoopback, let item = extensions.first(where: { $0.pattern == front.pattern })
    else { return [] }
    return [
      Warning(
        path: item.path.appending("application"),
        message:
          "nothing tells container \"\(application.name ?? "")\" to listen on 127.0.0.1:\(front.applicationPort) "
          + "alone; unless its image does so already, set env, command or args here, or everybody can reach it past "
          + "the pattern")
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
  private func declarationWarnings(_ front: Front) -> [Warning] {
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
  private func hostNetworkWarnings(_ front: Front) -> [Warning] {
    guard template.spec["hostNetwork"]?.bool == true else { return [] }
    return [
      Warning(
        path: template.path.appending("spec").appending("hostNetwork"),
        message:
          "every process of the node can reach the application at 127.0.0.1:\(front.applicationPort), past "
          + "pattern \"\(front.pattern)\"")
    ]
  }
}
