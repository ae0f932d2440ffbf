import FoundationEssentials
import KubernetesClient
import Subprocess

/// An API server of a suite's own, with etcd behind it, which tests may end and start again: what `hack/cluster` starts under
/// a name that nobody else has. No controllers run.
public struct BreakableServer: Sendable {
  /// What can be ended.
  public enum Component: String, Sendable {
    case etcd
    case apiServer = "kube-apiserver"
  }

  /// The server's record of what it was asked.
  public let auditTrail: AuditTrail
  /// The administrator's way to it.
  public let configuration: ClientConfiguration
  /// The same, for programs.
  public let kubeconfigPath: String
  private let name: String

  /// Runs a server while the body runs; nothing is left of it afterwards.
  ///
  /// `hack/test` takes down what a crashed test leaves behind; it gives the name by PODPATTERN_TEST_CLUSTER.
  ///
  /// - Parameters:
  ///   - purpose: tells it from those of other suites; `hack/test` knows all of them.
  ///   - flags: further flags of kube-apiserver.
  public static func with<Result: Sendable>(
    purpose: String = "faults", flags: [String] = [], _ body: @Sendable (BreakableServer) async throws -> Result
  ) async throws -> Result {
    let run = Programs.environment("PODPATTERN_TEST_CLUSTER") ?? "test-\(ProcessInfo.processInfo.processIdentifier)"
    let name = "\(run)-\(purpose)"
    let result = await Swift.Result {
      try await command(["up", "--without-controllers"] + flags.flatMap { ["--apiserver-flag", $0] }, name)
      return try await body(BreakableServer(name: name))
    }
    try await command(["down"], name)
    return try result.get()
  }

  private init(name: String) async throws {
    self.name = name
    let path = try await Self.command(["exec"], name, ["printenv", "KUBECONFIG"])
      .split(whereSeparator: \.isNewline).joined()
    kubeconfigPath = path
    configuration = try ClientConfiguration.load(kubeconfig: path)
    auditTrail = AuditTrail(path: path.split(separator: "/").dropLast().map { "/\($0)" }.joined() + "/audit.log")
  }

  /// Ends something with SIGTERM, and returns when it has ended.
  public func stop(_ components: Component...) async throws { try await harm("stop", components) }

  /// Ends something with SIGKILL.
  public func kill(_ components: Component...) async throws { try await harm("kill", components) }

  /// Starts what has ended, with the same ports and data, and returns when it works.
  public func start() async throws { try await Self.command(["start"], name) }

  /// Has etcd forget all versions but the last.
  public func compact() async throws { try await Self.command(["compact"], name) }

  private func harm(_ command: String, _ components: [Component]) async throws {
    try await Self.command([command] + components.map(\.rawValue), name)
  }

  @discardableResult
  private static func command(_ command: [String], _ name: String, _ program: [String] = []) async throws -> String {
    let arguments = command + ["--name", name] + (program.isEmpty ? [] : ["--"]) + program
    let result = try await Subprocess.run(
      .path(.init(executable)), arguments: Arguments(arguments), output: .string(limit: 1 << 16),
      error: .string(limit: 1 << 20))
    guard case .exited(0) = result.terminationStatus else {
      throw ProgramError(description: "hack/cluster \(arguments): \(result.standardError)")
    }
    return result.standardOutput
  }

  private static let executable = Repository.path("hack/cluster")
}
