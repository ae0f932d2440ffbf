import FoundationEssentials

/// The built `podpattern run`, as a process of its own.
public enum OperatorProgram {
  /// Beside the tests' own build; `PODPATTERN_BINARY` names another one.
  public static let executable: String =
    ProcessInfo.processInfo.environment["PODPATTERN_BINARY"]
    ?? Repository.path(".build/debug/podpattern")

  /// The kubeconfig of its own account, if there is a server.
  public static var kubeconfig: String? { ProcessInfo.processInfo.environment["PODPATTERN_TEST_OPERATOR_KUBECONFIG"] }

  /// Runs it under its own account while the body runs.
  ///
  /// - Parameters:
  ///   - namespace: the only one that it looks after; `nil` for the whole cluster.
  ///   - kubeconfig: another way to the server than the account's own.
  ///   - options: further options of `podpattern run`.
  ///   - wallClock: another wall clock than that of the machine.
  /// - Returns: what the body returned, and how the process ended.
  public static func with<Result: Sendable>(
    namespace: String? = nil, kubeconfig: String? = nil, options: [String] = [], wallClock: WallClock? = nil,
    _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> (result: Result, status: RunningProgram.Status) {
    guard let kubeconfig = kubeconfig ?? Self.kubeconfig else { throw TestServer.Unavailable() }
    let command =
      [executable, "run", "--kubeconfig", kubeconfig] + (namespace.map { ["--namespace", $0] } ?? []) + options
    return if let wallClock {
      try await wallClock.run(command, body)
    } else {
      try await RunningProgram.with(command, body)
    }
  }
}
