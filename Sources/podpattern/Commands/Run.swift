import ArgumentParser
import KubernetesClient
import Logging
import PodPatternOperator
import ServiceLifecycle

/// `podpattern run`: the operator.
struct Run: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Run the operator.",
    discussion: """
      It finds its cluster as kubectl does: --kubeconfig, $KUBECONFIG, ~/.kube/config, and inside a pod the pod's \
      service account. SIGTERM and SIGINT end it in order: what is being reconciled is finished, and the exit code is 0.
      """)

  @Option(help: ArgumentHelp("The kubeconfig file.", valueName: "path"))
  var kubeconfig: String?

  @Option(help: ArgumentHelp("The context of the kubeconfig, instead of its current one.", valueName: "name"))
  var context: String?

  @Option(help: ArgumentHelp("Look after this namespace only.", valueName: "name"))
  var namespace: String?

  @Option(help: ArgumentHelp("How many PodPatterns are reconciled at once.", valueName: "1…256"))
  var concurrency = 8

  @OptionGroup var composition: CompositionArguments

  @Option(
    help: "The least severe log lines to write: \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", ")).")
  var logLevel: Logger.Level = .info

  @Option(help: "How log lines look; by default text on a terminal, JSON elsewhere.")
  var logFormat: LogFormat?

  func validate() throws {
    guard 1...256 ~= concurrency else {
      throw ValidationError("--concurrency \(concurrency): must be between 1 and 256")
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
      try await runOperator(logger: logger)
    } catch let error as KubernetesError {
      logger.critical("cannot run", metadata: ["error": "\(error)"])
      throw ExitCode.failure
    }
  }

  private func runOperator(logger: Logger) async throws {
    let client = try KubernetesClient(
      configuration: ClientConfiguration.load(kubeconfig: kubeconfig, context: context),
      userAgent: UserAgent(name: "podpattern", version: operatorVersion), logger: logger,
      warningHandler: { logger.warning("\($0.text)", metadata: ["request": "\($0.request)"]) })
    let podPatternOperator = Operator(
      client: client,
      configuration: OperatorConfiguration(
        namespace: namespace, concurrency: concurrency, images: try composition.imageCatalog,
        allowPrivileged: composition.allowPrivileged),
      logger: logger)
    let group = ServiceGroup(
      services: [podPatternOperator], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
    let result = await Result { try await group.run() }
    try await client.shutdown()
    try result.get()
  }
}

extension Result where Failure == any Error {
  fileprivate init(_ body: () async throws -> Success) async {
    do { self = .success(try await body()) } catch { self = .failure(error) }
  }
}
