import FoundationEssentials
import JSONTree
import TestSupport

/// A namespace of the node's cluster, for one test.
struct PodNamespace: Sendable {
  let name: String
  /// Where manifests and certificates are.
  let directory: TemporaryDirectory

  /// A name that no other namespace has.
  static func makeName() -> String { "pods-\(String(UInt32.random(in: .min ... .max), radix: 36))" }

  /// Runs a test in a namespace that is deleted afterwards.
  static func with(name: String = makeName(), _ test: (PodNamespace) async throws -> Void) async throws {
    let namespace = PodNamespace(name: name, directory: try TemporaryDirectory())
    try await Node.run("kubectl", "create", "namespace", name)
    let result = await Result { try await test(namespace) }
    try await Node.run("kubectl", "delete", "namespace", name, "--wait=false")
    try result.get()
  }

  /// Runs kubectl in this namespace.
  @discardableResult
  func kubectl(_ arguments: String...) async throws -> String {
    try await Node.run(["kubectl", "--namespace", name] + arguments)
  }

  /// Runs kubectl, and gives all that it says, also where it fails.
  func attempt(_ arguments: String...) async throws -> String {
    try await Node.run(["bash", "-c", #"kubectl "$@" 2>&1 || true"#, "kubectl", "--namespace", name] + arguments)
  }

  /// Applies the documents of an example of `deploy/`, or those of some kinds, each after a change to it.
  func apply(
    example: String, kinds: Set<String>? = nil, _ change: (inout JSON) -> Void = { _ in }
  ) async throws {
    let file = URL(filePath: Repository.path("deploy/examples/\(example).yaml"))
    for var document in try YAML.parse([UInt8](Data(contentsOf: file))) {
      guard kinds?.contains(document["kind"]?.string ?? "") ?? true else { continue }
      change(&document)
      try await apply(document)
    }
  }

  func apply(_ manifest: JSON) async throws {
    let path = "\(directory.path)/manifest-\(manifest["metadata", "name"]?.string ?? "")"
    try TemporaryDirectory.write(manifest.serializedString(), to: path)
    try await kubectl("apply", "--filename", path)
  }

  /// Makes a Secret or a ConfigMap.
  func make(_ kind: String, _ name: String, _ data: [String: String]) async throws {
    try await apply([
      "apiVersion": "v1", "kind": .string(kind), "metadata": ["name": .string(name)],
      (kind == "Secret" ? "stringData" : "data"): .object(JSONObject(data)),
    ])
  }

  /// Waits until a PodPattern is applied and rolled out.
  func untilReady(_ podPattern: String) async throws {
    try await explaining {
      try await kubectl("wait", "--for=condition=Ready", "--timeout=120s", "podpattern/\(podPattern)")
    }
  }

  /// Waits for something; where that does not come, says what is in the namespace and in the policies.
  func explaining(_ wait: () async throws -> Void) async throws {
    do {
      try await wait()
    } catch {
      let state = try await kubectl("describe", "clusterpodpatterns,podpatterns,pods")
      throw TestSupportError(description: "\(error)\n\(state)")
    }
  }

  /// What objects of somebody else's are meant to be, as the API server has it.
  func specs(of objects: [String]) async throws -> String {
    let specs = try await Node.run(
      ["kubectl", "--namespace", name, "get"] + objects + ["--output", "jsonpath={.spec}{.items[*].spec}"])
    guard !specs.isEmpty else { throw TestSupportError(description: "there are no \(objects)") }
    return specs
  }

  /// Whether a label, an annotation or an owner of a field in them tells of the operator.
  func haveTraces(_ kinds: String) async throws -> Bool {
    try await kubectl("get", kinds, "--output", "json", "--show-managed-fields").contains("podpattern")
  }

  /// The address of a Service, once the node leads its ports to a pod, which is some time after that is ready.
  func address(ofService service: String) async throws -> String {
    let answer = try await kubectl(
      "get", "service", service, "--output", "jsonpath={.spec.clusterIP} {.spec.ports[*].port}")
    let words = answer.split(separator: " ").map(String.init)
    for port in words.dropFirst().compactMap({ Int($0) }) {
      try await eventually("\(service):\(port) leads to a pod") {
        try await Node.isReachable(words[0], port: port) ? true : nil
      }
    }
    return words[0]
  }

  /// The address of a PodPattern's pod.
  func podAddress(_ podPattern: String) async throws -> String {
    try await address(ofPodLabeled: "podpattern.dev/name=\(podPattern)")
  }

  /// The address of the only pod with a label, beside those that are being deleted.
  func address(ofPodLabeled label: String) async throws -> String {
    try await eventually("one pod with \(label)") {
      // A pod that has no address yet counts, too.
      let pods = try await kubectl(
        "get", "pods", "--selector", label, "--output",
        "jsonpath={range .items[*]}address={.status.podIP}={.metadata.deletionTimestamp} {end}"
      ).split(separator: " ").filter { $0.hasSuffix("=") }
      return pods.count == 1 ? pods[0].split(separator: "=").dropFirst().first.map(String.init) : nil
    }.value
  }

  /// Runs a command in a container of a PodPattern's pod.
  func inside(_ podPattern: String, _ container: String, _ command: String...) async throws -> String {
    // Over WebSockets kubectl drops what a command says before all of its streams are there.
    try await Node.run(
      ["env", "KUBECTL_REMOTE_COMMAND_WEBSOCKETS=false", "kubectl", "--namespace", name, "exec"]
        + ["deployment/\(podPattern)", "--container", container, "--"] + command)
  }

  /// What a container of a PodPattern's pod has written.
  func log(_ podPattern: String, _ container: String) async throws -> String {
    try await kubectl("logs", "deployment/\(podPattern)", "--container", container)
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}

extension JSON {
  /// Changes each element of a list.
  mutating func changeEach(_ list: String, _ change: (inout JSON) -> Void) {
    self[list] = .array(
      (self[list]?.array ?? []).map {
        var element = $0
        change(&element)
        return element
      })
  }

  /// Changes the patterns of a PodPattern.
  mutating func changePatterns(_ change: (inout JSON) -> Void) { self["spec"]?.changeEach("patterns", change) }

  /// Replaces the containers of a PodPattern's application.
  mutating func replaceContainers(_ containers: JSON...) {
    self["spec"]?["workload"]?["template"]?["spec"]?["containers"] = .array(containers)
  }
}
