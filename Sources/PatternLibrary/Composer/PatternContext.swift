import JSONTree

/// What a use case may look at while it makes its ``PodExtension``.
struct PatternContext: Sendable {
  /// The name of the `PodPattern`.
  let podPattern: String
  /// The pattern's own name, which its containers, volumes and ConfigMap get.
  let pattern: String
  /// The pattern's field, such as `spec.patterns[0]`.
  let patternPath: FieldPath
  /// The field of the union that the use case is a member of, such as `spec.patterns[0].ambassador`.
  var unionPath: FieldPath
  /// The use case's field, such as `spec.patterns[0].ambassador.tlsTermination`.
  var path: FieldPath
  /// The application's container as the template has it.
  let application: Sourced<JSON>
  /// The template's `spec`.
  let podSpec: JSON
  /// The ports that patterns of the same `PodPattern` have taken over from the application.
  let fronts: Fronts
  /// What the kubelet asks the application.
  let checks: [KubeletCheck]
  /// The names of container ports in the template and in the patterns before this one.
  let takenPortNames: Set<String>
  /// The ports that the template and the patterns before this one listen on, and those of all fronts.
  let takenPorts: Set<Int>
  let options: CompositionOptions

  /// The pattern as one side of a conflict, at a field of the use case.
  func source(_ key: String) -> Source {
    Source(holder: "pattern \"\(pattern)\"", path: path.appending(key))
  }

  /// The pattern's container as one side of a conflict, at a field of the use case.
  func containerSource(_ key: String) -> Source {
    Source(holder: containerHolder, path: path.appending(key))
  }

  /// Whatever the library itself writes for the pattern: its name says what it is called.
  var generated: Source {
    Source(holder: "pattern \"\(pattern)\"", path: patternPath.appending("name"), isGenerated: true)
  }

  /// The container that the library writes for the pattern.
  var generatedContainer: Source {
    Source(holder: containerHolder, path: patternPath.appending("name"), isGenerated: true)
  }

  private var containerHolder: String { "container \"\(pattern)\" of pattern \"\(pattern)\"" }

  /// The front that the pattern itself is.
  var front: Front? { fronts.all.first { $0.pattern == pattern } }

  /// The paths that the kubelet asks for, which the pattern's front has to let pass.
  var openPaths: [String] { front.map { fronts.openPaths(at: $0, for: checks) } ?? [] }

  /// That the application listens behind the pattern's front, unless another front stands between them.
  func applicationPortClaim(_ port: Int) -> [PortClaim] {
    guard fronts.listening(on: port) == nil else { return [] }
    let name = application.name ?? ""
    let source = Source(
      holder: "the application \"\(name)\" behind pattern \"\(pattern)\"", path: path.appending("applicationPort"))
    return [PortClaim(port: port, protocol: "TCP", container: name, source: source)]
  }

  /// A name for a port of the pod: the preferred one, or another with the number in it where that is taken.
  func portName(_ preferred: String, or prefix: String, port: Int) -> String {
    takenPortNames.contains(preferred) ? "\(prefix)-\(port)" : preferred
  }

  /// That with `hostNetwork` the loopback address, which something of the pattern listens on, is the node's.
  func hostNetworkWarnings(_ what: String, port: Int) -> [Warning] {
    guard podSpec["hostNetwork"]?.bool == true else { return [] }
    return [
      Warning(
        path: path,
        message: "the template has hostNetwork: every process of the node can reach \(what) of pattern \"\(pattern)\" "
          + "at 127.0.0.1:\(port)")
    ]
  }

  /// The first port from a number on that nobody is known to listen on.
  ///
  /// - Parameter own: a port that the pattern itself listens on.
  func freePort(from first: Int, except own: Int) -> Int {
    (first...65535).first { $0 != own && !takenPorts.contains($0) } ?? first
  }

  /// The name of the pattern's ConfigMap.
  var configMapName: String { "\(podPattern)-\(pattern)" }

  /// The volume with the pattern's ConfigMap.
  var configVolume: JSON {
    ["name": .string("\(pattern)-config"), "configMap": ["name": .string(configMapName)]]
  }
}
