import FoundationEssentials
import TestSupport
import Testing

extension Trait where Self == ConditionTrait {
  /// Leaves a test out on a node of an earlier Kubernetes.
  static func needsKubernetes(minor: Int) -> Self {
    .enabled(
      if: Node.minor >= minor,
      "needs a node of Kubernetes 1.\(minor): please put its programs, with kubelet, where KUBEBUILDER_ASSETS says")
  }
}

/// A node on which pods really run, seen as a user sees it: through kubectl, and from a shell in the node's network.
enum Node {
  static let requirement: Comment = "needs a node, which hack/test makes as root on Debian"

  static var isAvailable: Bool { cluster != nil }

  /// 20 for Kubernetes 1.20, as `hack/test` says.
  static var minor: Int { Int(Programs.environment("PODPATTERN_TEST_NODE_MINOR") ?? "") ?? 0 }

  private static var cluster: String? { Programs.environment("PODPATTERN_TEST_NODE") }

  private static let tool = Repository.path("hack/cluster")

  /// The options of ``tool`` that run a command in the node's network.
  private static var execution: [String] {
    get throws { ["exec", "--name", try variable("PODPATTERN_TEST_NODE"), "--"] }
  }

  /// The kubeconfig of the operator's account there.
  static var operatorKubeconfig: String {
    get throws { try variable("PODPATTERN_TEST_NODE_OPERATOR_KUBECONFIG") }
  }

  /// Runs a command in the node's network, where pods and Services have their addresses.
  ///
  /// - Returns: what it says; the command has to succeed.
  @discardableResult
  static func run(_ command: String...) async throws -> String { try await run(command) }

  @discardableResult
  static func run(_ command: [String]) async throws -> String {
    try await Programs.succeed(tool, try execution + command).trimmingWhitespace
  }

  /// Where pods reach a program that runs in the node's network.
  static let address = "10.255.0.1"

  /// Runs a program in the node's network while the body runs.
  static func during(_ program: String, _ arguments: String..., body: () async throws -> Void) async throws {
    try await Programs.during(tool, try execution + [program] + arguments, body)
  }

  /// Asks for a page with curl.
  ///
  /// - Returns: what the server answered, and `HTTP 200` or whatever its status is on a line of its own; `HTTP 000`
  ///   where there was no answer.
  static func get(_ url: String, _ options: String...) async throws -> String { try await get(url, options) }

  static func get(_ url: String, _ options: [String]) async throws -> String {
    try await run(
      ["bash", "-c", #"curl --silent --max-time 10 --write-out '\nHTTP %{http_code}' "$@" || true"#, "curl", url]
        + options)
  }

  /// Whether something takes connections at an address.
  static func isReachable(_ address: String, port: Int) async throws -> Bool {
    let attempt = "timeout 5 bash -c 'exec 3<>/dev/tcp/\(address)/\(port)' && echo yes || echo no"
    return try await run("bash", "-c", attempt).hasSuffix("yes")
  }

  /// Its API server's record of the requests it has answered.
  static func auditTrail() async throws -> AuditTrail {
    AuditTrail(path: try await run("printenv", "PODPATTERN_AUDIT_LOG"))
  }

  private static func variable(_ name: String) throws -> String {
    guard let value = Programs.environment(name) else { throw TestSupportError(description: "\(name) is not set") }
    return value
  }
}

extension String {
  /// Without white space at its ends.
  var trimmingWhitespace: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text.drop(while: \.isWhitespace))
  }
}
