import ControllerRuntime
import CoreMetrics
import FoundationEssentials
import KubernetesClient
import Logging
import NIOCore
import NIOPosix
import PodPatternOperator
import ServiceLifecycle

/// Everything that `podpattern run` consists of, and the order in which it starts and ends.
///
/// It starts from first to last, and ends from last to first: metrics, health, leader election, events, operator. So probes are
/// answered from the begin to the end, the events of the last reconciliations are written, and the lease is released only
/// when nothing is written any more.
struct OperatorProcess {
  let arguments: Run
  let logger: Logger

  /// Runs until a signal or an error ends it, on one thread.
  func run() async throws {
    NIOSingletons.groupLoopCountSuggestion = 1
    let executor = EventLoopExecutor(MultiThreadedEventLoopGroup.singleton.any())
    try await withTaskExecutorPreference(executor) { try await runServices() }
  }

  private func runServices() async throws {
    let configuration = try arguments.cluster.configuration()
    let registry = PrometheusRegistry(descriptions: PolicyMetrics.descriptions, logger: logger)
    registry.registerProcessMetrics()
    MetricsSystem.bootstrap(registry)
    // Neither the lease nor the reviews of tokens may depend on the right to write that the lease gives.
    let leaseClient = try makeClient(configuration, component: "lease")
    let elector = makeElector(leaseClient, ownNamespace: configuration.namespace)
    let mayWrite: (@Sendable () -> Bool)? = if let elector { { elector.mayWrite } } else { nil }
    let client = try makeClient(configuration, component: "controller", writePermission: mayWrite)
    let result = await Result {
      try await makeGroup(
        client: client, leaseClient: leaseClient, elector: elector, registry: registry,
        ownNamespace: configuration.namespace
      ).run()
    }
    try await client.shutdown()
    try await leaseClient.shutdown()
    try result.get()
  }

  private func makeGroup(
    client: KubernetesClient, leaseClient: KubernetesClient, elector: LeaderElector?, registry: PrometheusRegistry,
    ownNamespace: String
  ) throws -> SignalledServices {
    let host = ProcessInfo.processInfo.hostName
    let events = EventRecorder(
      client: client, reporter: EventReporter(controller: "podpattern", instance: host), logger: logger)
    let podPatternOperator = Operator(
      client: client, configuration: try arguments.operatorConfiguration(ownNamespace: ownNamespace), events: events,
      elector: elector,
      logger: logger)
    registry.register { podPatternOperator.metricSamples }
    let endpoints = [
      try arguments.endpoints.metricsEndpoint(registry, reviewClient: leaseClient, logger: logger),
      arguments.endpoints.healthEndpoint(readiness: podPatternOperator.readiness, logger: logger),
    ].compactMap(\.self)
    var services: [any Service] = endpoints
    if let elector { services.append(StartedAfter(elector, endpoints: endpoints)) }
    services.append(events)
    services.append(StartedAfter(podPatternOperator, endpoints: endpoints))
    return SignalledServices(services, logger: logger)
  }

  private func makeElector(_ client: KubernetesClient, ownNamespace: String) -> LeaderElector? {
    let election = arguments.leaderElection
    guard election.leaderElect, let timing = try? election.timing else { return nil }
    return LeaderElector(
      client: client, lease: election.lease(ownNamespace: ownNamespace), timing: timing, logger: logger)
  }

  private func makeClient(
    _ configuration: ClientConfiguration, component: String, writePermission: (@Sendable () -> Bool)? = nil
  ) throws -> KubernetesClient {
    try KubernetesClient(
      configuration: configuration,
      userAgent: UserAgent(name: "podpattern", version: operatorVersion, component: component),
      writePermission: writePermission, logger: logger)
  }
}

extension Run {
  func operatorConfiguration(ownNamespace: String) throws -> OperatorConfiguration {
    OperatorConfiguration(
      namespace: namespace, ownNamespace: ownNamespace,
      revisionNamespace: leaderElection.lease(ownNamespace: ownNamespace).namespace, concurrency: concurrency,
      images: try composition.imageCatalog, allowPrivileged: composition.privileged,
      defaultServiceAccount: defaultServiceAccount)
  }
}
