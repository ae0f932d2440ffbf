import ArgumentParser
import ControllerRuntime
import KubernetesClient
import Logging
import PodPatternOperator

/// `podpattern run`: the operator.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the operator.",
    discussion: """
      It finds its cluster as kubectl does: --kubeconfig, $KUBECONFIG, ~/.kube/config, and inside a pod the pod's \
      service account.

      Every flag can be given by an environment variable as well: --log-level by PODPATTERN_LOG_LEVEL=debug, \
      --leader-elect by PODPATTERN_LEADER_ELECT=true. The command line has the last word, \
      --no-leader-elect for example.

      SIGTERM and SIGINT end it in order: what is being reconciled is finished, events are written, the lease is \
      released, and the exit code is 0. A second signal ends it at once.
      """)

  @OptionGroup var cluster: ClusterArguments

  @Option(help: ArgumentHelp("Look after this namespace only.", valueName: "name"))
  var namespace: String?

  @Option(help: ArgumentHelp("How many PodPatterns are reconciled at once.", valueName: "1…256"))
  var concurrency = 8

  @Option(
    help: ArgumentHelp(
      "Act as this service account, of each PodPattern's namespace, where a PodPattern names none.", valueName: "name"))
  var defaultServiceAccount: String?

  @OptionGroup(title: "Patterns") var composition: CompositionArguments
  @OptionGroup(title: "Leader election") var leaderElection: LeaderElectionArguments
  @OptionGroup(title: "Health and metrics") var endpoints: EndpointArguments

  @Option(help: "The least severe log lines to write.")
  var logLevel: Logger.Level = .info

  @Option(help: "How log lines look; by default text on a terminal, json elsewhere.")
  var logFormat: LogFormat?

  func validate() throws {
    guard 1...256 ~= concurrency else {
      throw ValidationError("--concurrency \(concurrency): must be between 1 and 256")
    }
    if defaultServiceAccount?.isEmpty == true {
      throw ValidationError(
        "--default-service-account: must not be empty; leave the flag out for the operator's own rights")
    }
    if namespace?.isEmpty == true {
      throw ValidationError("--namespace: must not be empty; leave the flag out for all namespaces")
    }
  }

  func run() async throws {
    let format = logFormat ?? .automatic
    let level = logLevel
    LoggingSystem.bootstrap { format.makeHandler(label: $0, level: level) }
    let logger = Logger(label: "podpattern")
    do {
      try await OperatorProcess(arguments: self, logger: logger).run()
    } catch {
      logger.critical("cannot run", metadata: ["error": "\(error)"])
      throw ExitCode.failure
    }
  }
}
