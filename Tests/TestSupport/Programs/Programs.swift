// Running the real programs that the added containers would run.

import Subprocess

#if canImport(Glibc)
  import Glibc
#elseif canImport(Musl)
  import Musl
#else
  import Darwin
#endif

/// The programs that a machine has.
public enum Programs {
  /// The path of a program: what a variable of the environment says, else the first on the `PATH`.
  public static func find(_ name: String, variable: String? = nil) -> String? {
    if let path = variable.flatMap(environment) { return access(path, X_OK) == 0 ? path : nil }
    return "\(environment("PATH") ?? ""):/usr/sbin:/sbin".split(separator: ":").map { "\($0)/\(name)" }
      .first { access($0, X_OK) == 0 }
  }

  /// A variable of this process' environment.
  public static func environment(_ name: String) -> String? { getenv(name).map { String(cString: $0) } }

  /// Runs a program to its end, and gives all that it says.
  public static func run(
    _ program: String, _ arguments: [String], environment: [Environment.Key: String?] = [:]
  ) async throws -> String {
    let result = try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), environment: .inherit.updating(environment),
      output: .string(limit: 1 << 20),
      error: .combinedWithOutput)
    return result.standardOutput
  }

  /// Runs a program that has to succeed, and gives all that it says.
  ///
  /// - Throws: ``ProgramError`` with what it said, where it ends with another code than 0.
  @discardableResult
  public static func succeed(_ program: String, _ arguments: [String]) async throws -> String {
    let result = try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), output: .string(limit: 1 << 20),
      error: .combinedWithOutput)
    guard result.terminationStatus.isSuccess else {
      throw ProgramError(description: "\(([program] + arguments).joined(separator: " ")): \(result.standardOutput)")
    }
    return result.standardOutput
  }

  /// Runs a program while `body` does, then ends it with SIGTERM, and whatever it has started and leaves behind.
  ///
  /// - Parameter grace: how long after SIGTERM it may take before it is killed.
  /// - Throws: what the body throws; ``ProgramError`` with that where the program ended before the body failed.
  public static func during<Result: Sendable>(
    _ program: String, _ arguments: [String], environment: [Environment.Key: String?] = [:],
    grace: Duration = .seconds(30), _ body: () async throws -> Result
  ) async throws -> Result {
    // A process group of its own, which is ended as a whole.
    var options = PlatformOptions()
    options.processGroupID = 0
    return try await Subprocess.run(
      .path(.init(program)), arguments: Arguments(arguments), environment: .inherit.updating(environment),
      platformOptions: options, input: .none, output: .discarded, error: .discarded
    ) { execution in
      let result: Swift.Result<Result, any Error>
      do { result = .success(try await body()) } catch { result = .failure(error) }
      let endedBefore = hasEnded(execution.processIdentifier.value)
      await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: grace)])
      try? execution.send(signal: .kill, toProcessGroup: true)
      if endedBefore, case .failure(let error) = result {
        throw ProgramError(description: "\(program) had ended before this: \(error)")
      }
      return try result.get()
    }.closureResult
  }

  /// Whether a process of ours has ended, which nobody has asked after yet.
  private static func hasEnded(_ process: pid_t) -> Bool {
    var information = siginfo_t()
    return waitid(P_PID, id_t(process), &information, WEXITED | WNOHANG | WNOWAIT) == 0 && information.si_signo != 0
  }
}
