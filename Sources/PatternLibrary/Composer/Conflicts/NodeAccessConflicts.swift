import JSONTree

// What would reach beyond the pod, to its node: of what the Pod Security level "baseline" refuses, that which gives power
// over the node (https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline).

extension PodDraft {
  /// What of the PodPattern's own declarations reaches the node; the template of somebody else is not of its making.
  var nodeAccessProblems: [Problem] {
    let owned = template.isOwn ? template.containers + template.initContainers : []
    let jobs = contents.flatMap(\.jobs)
    let containers = owned + addedContainers + jobs.map(\.container)
    let volumes =
      (template.isOwn ? template.volumes : []) + contents.flatMap(\.volumes) + jobs.flatMap(\.volumes)
    return containers.flatMap(\.nodeAccess)
      + (volumes.filter { $0.value["hostPath"]?.nonNull != nil }).map {
        Problem(forbidden: "volume \"\($0.name ?? "")\" would be a directory of the node", at: $0.path("hostPath"))
      } + (template.isOwn ? hostNamespaceProblems : nodeMountProblems)
  }

  /// What is added mounts of the node's directories that the template of somebody else has.
  private var nodeMountProblems: [Problem] {
    let volumes = Set(template.volumes.filter { $0.value["hostPath"]?.nonNull != nil }.compactMap(\.name))
    let containers = addedContainers + contents.flatMap(\.jobs).map(\.container)
    let mounts = containers.flatMap { $0.elements("volumeMounts") } + contents.flatMap(\.application.volumeMounts)
    // What the library writes itself mounts what the application has there already, and only to read it.
    return mounts.filter { !$0.source.isGenerated && $0.name.map(volumes.contains) == true }.map {
      Problem(
        forbidden: "\($0.source.holder) would mount volume \"\($0.name ?? "")\", a directory of the node",
        at: $0.path("name"))
    }
  }

  private var hostNamespaceProblems: [Problem] {
    ["hostNetwork", "hostPID", "hostIPC"].filter { template.spec[$0]?.bool == true }.map { field in
      Problem(
        forbidden: "the pod would share a namespace of the node",
        at: template.source.appending("spec").appending(field).path)
    }
  }
}

extension Sourced<JSON> {
  private static let harmlessCapabilities: Set<String> = [
    "AUDIT_WRITE", "CHOWN", "DAC_OVERRIDE", "FOWNER", "FSETID", "KILL", "MKNOD", "NET_BIND_SERVICE", "SETFCAP",
    "SETGID",
    "SETPCAP", "SETUID", "SYS_CHROOT",
  ]

  /// What of a container reaches the node.
  fileprivate var nodeAccess: [Problem] {
    let context = source.appending("securityContext")
    var problems: [Problem] = []
    if value["securityContext", "privileged"]?.bool == true {
      problems.append(
        Problem(forbidden: "\(source.holder) would be privileged", at: context.appending("privileged").path))
    }
    let added = value["securityContext", "capabilities", "add"]?.array ?? []
    for capability in added.compactMap(\.string) where !Self.harmlessCapabilities.contains(capability) {
      problems.append(
        Problem(
          forbidden: "\(source.holder) would have the capability \(capability)",
          at: context.appending("capabilities").appending("add").path))
    }
    for port in elements("ports") where port.value["hostPort"]?.integer ?? 0 != 0 {
      problems.append(
        Problem(forbidden: "\(source.holder) would listen on the node", at: port.path("hostPort")))
    }
    return problems
  }
}

extension Problem {
  /// Something that needs the operator's consent.
  fileprivate init(forbidden what: String, at path: FieldPath) {
    self.init(
      path: path, kind: .forbidden,
      message: "\(what), which needs the operator flag --allow-privileged, or --allow-privileged-namespace")
  }
}
