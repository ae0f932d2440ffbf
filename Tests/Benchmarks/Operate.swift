import ArgumentParser
import KubernetesClient
import TestSupport

/// `benchmarks operate`: an operator as a process, measured from outside, beside a bare client that only applies.
struct Operate: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Measure an operator process: start, memory, CPU, restart, reaction to changes, idling.",
    discussion: """
      The driver creates the objects, and sees by watches of its own when the operator has made them ready; nothing of it \
      depends on the operator. {name}, {namespace} and {value} in manifests and in the command are replaced. Without any \
      option, PodPatterns that become a Deployment, a Service and a ConfigMap are measured. The operator's CPU time and \
      memory are those of the process that the command starts, not of its children.
      """)

  @Option(help: "How many objects.")
  var count = 1000

  @Option(help: "How many requests the bare client has in flight.")
  var inFlight = 8

  @Option(help: "How many changes are measured, one after the other.")
  var changes = 200

  @Option(help: "For how many seconds the operator is watched idling; 0 leaves it out.")
  var idle = 30

  @Option(help: "For how many seconds at most anything is waited for.")
  var patience = 600

  @Option(help: "The kubeconfig of the operator; the driver uses $KUBECONFIG.")
  var operatorKubeconfig: String?

  @Option(help: "The API server's audit log, which tells who wrote what.")
  var auditLog: String

  @OptionGroup var subject: SubjectArguments

  @Argument(parsing: .postTerminator, help: "The operator's command, with its arguments.")
  var command: [String]

  func validate() throws {
    guard 1...100_000 ~= count else { throw ValidationError("--count \(count): must be between 1 and 100000") }
    guard 1...64 ~= inFlight else { throw ValidationError("--in-flight \(inFlight): must be between 1 and 64") }
    guard 0...count ~= changes else { throw ValidationError("--changes \(changes): must be between 0 and --count") }
    guard !command.isEmpty else { throw ValidationError("-- COMMAND: the operator's command is missing") }
  }

  func run() async throws {
    let subject = try subject.subject
    try await TestServer.withClient(ClientConfiguration.load()) { client in
      let session = Session(
        client: client, subject: subject, count: count, inFlight: inFlight, patience: .seconds(patience),
        operatorCommand: command, operatorKubeconfig: operatorKubeconfig, audit: AuditTrail(path: auditLog))
      try await Report(session: session, changes: changes, idle: .seconds(idle)).run()
    }
  }
}
