import Subprocess
import TestSupport

/// The built `podpattern`, run as a user would run it.
struct Command {
  struct Result {
    let exitCode: Int32
    let output: String
    let error: String
  }

  static func run(_ arguments: String..., input: [UInt8] = []) async throws -> Result {
    try await run(arguments, input: input)
  }

  static func run(
    _ arguments: [String], input: [UInt8] = [], environment: [String: String] = [:]
  ) async throws -> Result {
    let variables = environment.map { (Environment.Key(stringLiteral: $0.key), Optional($0.value)) }
    let result = try await Subprocess.run(
      .path(.init(OperatorProgram.executable)), arguments: Arguments(arguments),
      environment: .inherit.updating(Dictionary(uniqueKeysWithValues: variables)), input: .array(input),
      output: .bytes(limit: 16 << 20), error: .bytes(limit: 16 << 20))
    let exitCode: Int32
    switch result.terminationStatus {
    case .exited(let code): exitCode = code
    case .signaled(let signal): exitCode = 128 + signal
    }
    return Result(
      exitCode: exitCode, output: String(decoding: result.standardOutput, as: UTF8.self),
      error: String(decoding: result.standardError, as: UTF8.self))
  }
}
