import ArgumentParser
import KubernetesClient
import Logging
import PodPatternOperator

/// Which cluster; the same for every command that needs one.
struct ClusterArguments: ParsableArguments {
  @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "path"))
  var kubeconfig: String?

  @Option(help: ArgumentHelp("The context of the kubeconfig, instead of its current one.", valueName: "name"))
  var context: String?

  /// Finds the cluster as kubectl does.
  func configuration() throws(KubernetesError) -> ClientConfiguration {
    try ClientConfiguration.load(kubeconfig: kubeconfig, context: context)
  }

  /// Asks the cluster something, and tells the user what its API server warns of and why it cannot be asked.
  ///
  /// - Parameter command: the name of the command, for the server's log.
  /// - Throws: `ExitCode.failure`, once the reason is on standard error; `ExitCode` of the body.
  func withClient<Answer>(
    command: String, _ body: (KubernetesClient) async throws -> Answer
  ) async throws -> Answer {
    do {
      let client = try KubernetesClient(
        configuration: try configuration(),
        userAgent: UserAgent(name: "podpattern", version: operatorVersion, component: command),
        logger: Logger(label: "podpattern") { _ in SwiftLogNoOpLogHandler() },
        warningHandler: { StandardStreams.printError("the API server warns: \($0.text)") })
      let answer = await Result { try await body(client) }
      try await client.shutdown()
      return try answer.get()
    } catch let code as ExitCode {
      throw code
    } catch {
      StandardStreams.printError("\(error)")
      throw ExitCode.failure
    }
  }
}

extension Result where Failure == any Error {
  /// What the body returned or threw.
  init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
