import ArgumentParser
import KubernetesClient
import TestSupport

/// How an operator is run and measured, as options.
struct SessionArguments: ParsableArguments {
  @Option(help: "How many requests the bare client has in flight.")
  var inFlight = 8

  @Option(help: "For how many seconds at most anything is waited for.")
  var patience = 600

  @Option(help: "The kubeconfig of the operator; the driver uses $KUBECONFIG.")
  var operatorKubeconfig: String?

  @Option(help: "The API server's audit log, which tells who wrote what.")
  var auditLog: String

  @Argument(parsing: .postTerminator, help: "The operator's command, with its arguments.")
  var command: [String]

  func validate() throws {
    guard 1...64 ~= inFlight else { throw ValidationError("--in-flight \(inFlight): must be between 1 and 64") }
    guard !command.isEmpty else { throw ValidationError("-- COMMAND: the operator's command is missing") }
  }

  /// Measures with a client that is shut down afterwards.
  func withSession(_ subject: Subject, count: Int, _ body: (Session) async throws -> Void) async throws {
    try await TestServer.withClient(ClientConfiguration.load()) { client in
      try await body(
        Session(
          client: client, subject: subject, count: count, inFlight: inFlight, patience: .seconds(patience),
          operatorCommand: command, operatorKubeconfig: operatorKubeconfig, audit: AuditTrail(path: auditLog)))
    }
  }
}
