import FoundationEssentials
import TestSupport
import Testing

/// A node on which pods really run, seen as a user sees it: through kubectl, and from a shell in the node's network.
enum Node {
  static let requirement: Comment = "needs a node, which hack/test makes as root on Debian"

  static var isAvailable: Bool { cluster != nil }

  private static var cluster: String? { Programs.environment("PODPATTERN_TEST_NODE") }

  private static let repository = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

  static let examples = repository.appending(path: "deploy/examples")

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
    let tool = repository.appending(path: "hack/cluster").path()
    return try await Programs.succeed(
      tool, ["exec", "--name", try variable("PODPATTERN_TEST_NODE"), "--"] + command
    ).trimmingWhitespace
  }

  /// Asks for a page with curl.
  ///
  /// - Returns: what the server answered, and `HTTP 200` or whatever its status is on a line of its own; `HTTP 000`
  ///   where there was no answer.
  static func get(_ url: String, _ options: String...) async throws -> String {
    try await run(
      ["bash", "-c", #"curl --silent --max-time 10 --write-out '\nHTTP %{http_code}' "$@" || true"#, "curl", url]
        + options)
  }

  /// Whether something takes connections at an address.
  static func isReachable(_ address: String, port: Int) async throws -> Bool {
    let attempt = "timeout 5 bash -c 'exec 3<>/dev/tcp/\(address)/\(port)' && echo yes || echo no"
    return try await run("bash", "-c", attempt).hasSuffix("yes")
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
