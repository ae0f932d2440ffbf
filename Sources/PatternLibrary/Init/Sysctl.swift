import JSONTree
import PodPatternAPI

// Init: sets kernel parameters before the application starts.
//
// A parameter of the pod's own namespaces is a field of the pod, and needs no privilege. Any other one belongs to the
// whole node: only a privileged container can set it, which the operator has to allow.

struct Sysctl: Sendable {
  let settings: [String: String]

  func podExtension(in context: PatternContext) -> PodExtension {
    var result = PodExtension()
    let sorted = settings.map { (key: Self.dotted($0.key), value: $0.value) }
      .sorted { ($0.key, $0.value) < ($1.key, $1.value) }
    result.problems = duplicates(in: context)
    let nodeLevel = sorted.filter { !Self.isNamespaced($0.key) }
    if !nodeLevel.isEmpty {
      let source = Source(
        holder: "container \"\(context.pattern)\" of pattern \"\(context.pattern)\"", path: context.path,
        isGenerated: true)
      result.initContainers = [Sourced(container(nodeLevel, in: context), source)]
    }
    for (name, value) in sorted where Self.isNamespaced(name) {
      let source = Source(holder: "pattern \"\(context.pattern)\"", path: context.path.appending(name))
      result.sysctls[name] = Sourced(value, source)
      if let problem = hostNamespaceProblem(name, source, context) { result.problems.append(problem) }
      if !Self.safe.contains(name) {
        result.warnings.append(
          Warning(
            path: source.path,
            message: "is not among the sysctls that every kubelet allows: on a node without --allowed-unsafe-sysctls="
              + "\(name) the pods will fail with SysctlForbidden, and a namespace that enforces the Pod Security level "
              + "baseline or restricted refuses them"))
      }
    }
    return result
  }

  private func container(_ settings: [(key: String, value: String)], in context: PatternContext) -> JSON {
    [
      "name": .string(context.pattern),
      "image": .string(context.options.images[.busybox]),
      "command": .array(
        (["sysctl", "-w"] + settings.map { "\($0.key)=\($0.value)" }).map(JSON.string)),
      "resources": .helperResources,
      "securityContext": Security.privileged,
    ]
  }

  /// A parameter can be written with dots and with slashes, but has one value.
  private func duplicates(in context: PatternContext) -> [Problem] {
    Dictionary(grouping: settings.keys.sorted(), by: Self.dotted).filter { $0.value.count > 1 }
      .sorted { $0.key < $1.key }
      .map { name, keys in
        Problem(
          path: context.path.appending(keys[1]), kind: .duplicate(value: .string(keys[1])),
          message: "is the same parameter as \(keys[0])")
      }
  }

  /// The API server refuses these: they would change the node.
  private func hostNamespaceProblem(_ name: String, _ source: Source, _ context: PatternContext) -> Problem? {
    let field = Self.isOfNetwork(name) ? "hostNetwork" : "hostIPC"
    guard context.podSpec[field]?.bool == true else { return nil }
    return Problem(
      path: source.path, kind: .forbidden,
      message: "\(source.holder) cannot set a parameter of the pod's namespace, since the template has \(field)")
  }

  /// Whether a parameter is the pod's network's, of those that are a pod's own; the others are its memory's.
  static func isOfNetwork(_ name: String) -> Bool { dotted(name).hasPrefix("net.") }

  /// A name with dots between its parts; where slashes separate them, a dot is part of a name, and becomes a slash.
  static func dotted(_ name: String) -> String {
    guard name.first(where: { $0 == "." || $0 == "/" }) == "/" else { return name }
    return String(name.map { $0 == "/" ? "." : $0 == "." ? "/" : $0 })
  }

  /// Whether each pod has a value of its own (`k8s.io/component-helpers/node/util/sysctl`).
  static func isNamespaced(_ name: String) -> Bool {
    name == "kernel.sem" || ["kernel.shm", "kernel.msg", "fs.mqueue.", "net."].contains { name.hasPrefix($0) }
  }

  /// What the kubelet of every supported version allows without a flag.
  static let safe: Set<String> = [
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.ping_group_range",
    "net.ipv4.tcp_syncookies",
  ]
}
