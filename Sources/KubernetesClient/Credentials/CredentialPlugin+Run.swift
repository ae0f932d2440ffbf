// Running a credential plugin.

import Subprocess

extension CredentialPlugin {
  /// How much a plugin may print, in bytes, on each of its two outputs.
  private static let maximumOutput = 1 << 20

  /// Runs the plugin and reads what it prints.
  func run(timeLimit: Duration, clock: any Clock<Duration>) async throws(KubernetesError) -> PluginCredential {
    let limit = TimeLimit(duration: timeLimit, clock: clock, error: failure("no credentials in time"))
    return try await limit.enforce {
      let output = try await self.output()
      do {
        return try PluginCredential(output: output, apiVersion: self.apiVersion)
      } catch let error as PluginCredential.Invalid {
        throw self.failure(error.message)
      }
    }
  }

  private func output() async throws -> [UInt8] {
    var options = PlatformOptions()
    options.processGroupID = 0
    // What the plugin started, such as a helper that hangs, ends with it.
    options.teardownSequence = [.send(signal: .kill, toProcessGroup: true, allowedDurationToNextStep: .zero)]
    do {
      let result = try await Subprocess.run(
        command.contains("/") ? .path(.init(command)) : .name(command), arguments: Arguments(arguments.map(\.value)),
        environment: .inherit.updating(variables), platformOptions: options,
        output: .bytes(limit: Self.maximumOutput), error: .bytes(limit: Self.maximumOutput))
      try Task.checkCancellation()
      guard result.terminationStatus.isSuccess else {
        throw failure(Self.describe(result.terminationStatus, errorOutput: result.standardError))
      }
      return result.standardOutput
    } catch let error as SubprocessError {
      try Task.checkCancellation()
      throw failure(describe(error))
    }
  }

  private var variables: [Environment.Key: String?] {
    var variables: [Environment.Key: String?] = [:]
    for (name, value) in environment { variables[Environment.Key(stringLiteral: name)] = value.value }
    variables["KUBERNETES_EXEC_INFO"] = execInfo.value
    return variables
  }

  private static func describe(_ status: TerminationStatus, errorOutput: [UInt8]) -> String {
    let end =
      switch status {
      case .exited(let code): "it exited with status \(code)"
      case .signaled(let signal): "it was ended by signal \(signal)"
      }
    let text = String(decoding: errorOutput, as: UTF8.self).split(whereSeparator: \.isNewline).joined(separator: " ")
    return text.isEmpty ? end : "\(end): \(excerpt(of: text))"
  }

  private func describe(_ error: SubprocessError) -> String {
    switch error.code {
    case .executableNotFound: "there is no such program" + (installHint.map { "; \(excerpt(of: $0))" } ?? "")
    case .outputLimitExceeded: "it printed more than \(Self.maximumOutput) bytes"
    default: "it could not be run (\(error.underlyingError.map { "\($0)" } ?? "no cause given"))"
    }
  }

  /// The command is named, its arguments are not: they may hold secrets.
  private func failure(_ message: String) -> KubernetesError {
    .transport(TransportError(.credentials, "the credential plugin \(excerpt(of: command)): \(message)"))
  }
}
