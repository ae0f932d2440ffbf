import ControllerRuntime
import Subprocess

/// A program that runs beside a test or a measurement, and ends with it at the latest.
public struct RunningProgram: Sendable {
  /// How a program ended.
  public enum Status: Sendable, Hashable {
    /// By itself, with a code.
    case exited(Int)
    /// By a signal.
    case signaled(Int)
  }

  /// Its number in the process table.
  public let processIdentifier: Int32
  /// What it has written to standard error so far.
  public let log: ProgramLog
  let deliver: @Sendable (Signal) throws -> Void
  let end = Gate()
  /// Open once somebody asked the program to end.
  let isExpectedToEnd = Gate()

  /// From now on an end of the program is nobody's mistake.
  public func expectEnd() { isExpectedToEnd.open() }

  /// Sends a signal; an end of the program after it is nobody's mistake.
  public func send(_ signal: Signal) throws {
    isExpectedToEnd.open()
    try deliver(signal)
  }

  /// Returns once the program has ended.
  ///
  /// - Throws: `CancellationError` when the task is cancelled first.
  public func untilEnd() async throws { try await end.wait() }
}

extension RunningProgram {
  /// Runs a program while the body runs, then asks it to end with SIGTERM.
  ///
  /// - Parameters:
  ///   - command: the program's path, or its name on the PATH, and its arguments.
  ///   - environment: variables beside those of this process; `nil` takes one away.
  ///   - grace: how long after SIGTERM it may take before it is killed.
  /// - Returns: what the body returned, and how the program ended.
  /// - Throws: what the body throws; ``ProgramError`` where the program ends before the body does and nobody asked it to.
  public static func with<Result: Sendable>(
    _ command: [String], environment: [String: String?] = [:], grace: Duration = .seconds(30),
    _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> (result: Result, status: Status) {
    guard let name = command.first else { throw ProgramError(description: "there is no command") }
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), $0.value) }
    let outcome = try await Subprocess.run(
      name.contains("/") ? .path(.init(name)) : .name(name), arguments: Arguments(Array(command.dropFirst())),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)), input: .none, output: .discarded,
      error: .sequence
    ) { execution in
      let program = RunningProgram(
        processIdentifier: execution.processIdentifier.value, log: ProgramLog(),
        deliver: { try execution.send(signal: $0) })
      return try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          // Standard error ends with the program, and reading it keeps the program from waiting for us.
          for try await buffer in execution.standardError { program.log.append(buffer) }
          program.end.open()
        }
        let result = await Swift.Result { try await program.supervise(body) }
        if !program.end.isOpen {
          await execution.teardown(using: [.gracefulShutDown(allowedDurationToNextStep: grace)])
        }
        try await group.waitForAll()
        return try result.get()
      }
    }
    return switch outcome.terminationStatus {
    case .exited(let code): (outcome.closureResult, .exited(Int(code)))
    case .signaled(let signal): (outcome.closureResult, .signaled(Int(signal)))
    }
  }

  /// Runs the body, and ends it early where the program ends unasked.
  private func supervise<Result: Sendable>(
    _ body: @escaping @Sendable (RunningProgram) async throws -> Result
  ) async throws -> Result {
    try await withThrowingTaskGroup(of: Result?.self) { group in
      group.addTask { try await body(self) }
      group.addTask {
        try await self.untilEnd()
        if !self.isExpectedToEnd.isOpen { throw ProgramError(description: "the program has ended: \(self.log.tail)") }
        return nil
      }
      while let result = try await group.next() {
        guard let result else { continue }
        group.cancelAll()
        return result
      }
      throw CancellationError()
    }
  }
}

/// Why a program did not do.
public struct ProgramError: Error, CustomStringConvertible {
  /// What happened.
  public let description: String
}

extension Result where Failure == any Error {
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
