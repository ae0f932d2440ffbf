import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI
import ServiceLifecycle

/// The operator: watches PodPatterns and what they own, and brings the one in line with the other.
///
/// - Expected flow: add it to a `ServiceGroup`, after its event recorder and its elector, or call ``run()`` in a task.
/// - Guarantees: nothing is written before everything has been listed. Graceful shutdown finishes what is under way.
/// - Assumptions: the CustomResourceDefinition is installed and the client has the rights of `deploy/`; where one of these
///   is missing, or the API server itself, it says so and goes on trying. No second operator looks after the same namespaces, unless both have an
///   elector, and clients that ask it for permission to write.
/// - Caveats: the server's version is asked once, at the start. Whether it knows the Prometheus Operator's objects is asked
///   each `recheckInterval`; when that changes, everything is listed anew.
/// - Errors: `KubernetesError.configuration` where the client's own configuration is wrong; `LeadershipLost`.
public struct Operator: Service {
  private static let controllerName = "podpattern"

  let client: KubernetesClient
  let configuration: OperatorConfiguration
  let events: EventRecorder
  let elector: LeaderElector?
  let logger: Logger
  private let startup = Startup()
  private let contact: ServerContact

  /// An operator that has not begun.
  ///
  /// - Parameters:
  ///   - client: Reads and writes everything but events and the lease.
  ///   - configuration: What it looks after, and how.
  ///   - events: Takes what people should know; somebody else runs it.
  ///   - elector: Says when to work, where several replicas stand by for each other; somebody else runs it.
  ///   - logger: Where to log.
  public init(
    client: KubernetesClient, configuration: OperatorConfiguration, events: EventRecorder,
    elector: LeaderElector? = nil, logger: Logger
  ) {
    self.client = client
    self.configuration = configuration
    self.events = events
    self.elector = elector
    self.logger = logger
    contact = ServerContact(client, logger: logger)
  }

  /// What has to be well before the operator can work: the API server has answered, and each kind of object that it follows
  /// has been listed.
  public var readiness: [HealthCheck] {
    [HealthCheck("kube-apiserver") { [contact] in contact.problem }] + listings
  }

  private var listings: [HealthCheck] {
    ([.podPatterns] + APIResource.ownedByPodPatterns).map { resource in
      HealthCheck("\(resource)") { startup.hasListed(resource) ? nil : "not listed yet" }
    }
  }

  /// The metrics that have to be computed at each scrape; see `PrometheusRegistry.register(collector:)`.
  public var metricSamples: [MetricSample] {
    (startup.activity?.samples(controller: Self.controllerName) ?? [])
      + startup.policySamples
  }

  /// Runs until graceful shutdown, until the lease is lost, or until the task is cancelled.
  ///
  /// - Throws: `KubernetesError.configuration` where the client's own configuration is wrong; `LeadershipLost`;
  ///   `CancellationError`.
  public func run() async throws {
    guard let version = try await untilShutdown({ try await contact.version() }) else { return }
    let discovery = MonitorDiscovery(client: client, interval: configuration.recheckInterval, logger: logger)
    var served = try await untilShutdown { try await discovery.change(from: nil) }
    while let monitors = served {
      let capabilities = ClusterCapabilities(kubernetesMinor: version.minor, monitors: monitors)
      log(capabilities, version)
      served = try await run(capabilities, until: discovery)
    }
  }

  private func log(_ capabilities: ClusterCapabilities, _ version: ServerVersion) {
    let monitors = capabilities.monitors.map(\.rawValue).sorted().joined(separator: ",")
    logger.info(
      "starting",
      metadata: [
        "version": "\(operatorVersion)", "kubernetes": "\(version)", "nativeSidecars": "\(capabilities.nativeSidecars)",
        "monitors": "\(monitors.isEmpty ? "none" : monitors)", "namespace": "\(configuration.namespace ?? "all")",
      ])
  }

  /// Works until the cluster knows other kinds of monitor, and returns these; `nil` on graceful shutdown.
  private func run(
    _ capabilities: ClusterCapabilities, until discovery: MonitorDiscovery
  ) async throws -> Set<PrometheusMonitor.Kind>? {
    let shared = makeShared(capabilities)
    let controller = makeController(capabilities, shared)
    // An event is a write of its own: beside ten changes a second, its cost is felt by them.
    events.giveWay { [queue = controller.queue] in queue.wasBusy(within: .milliseconds(100)) }
    let policies = shared.policies.map { makePolicyController(shared, $0) }
    startup.begin(controller) {
      (policies?.queue.activity.samples(controller: Self.policyControllerName) ?? [])
        + (shared.policies.map { PolicyMetrics.samples(of: $0.triggers.policies.all) } ?? [])
    }
    return try await withThrowingTaskGroup(of: Set<PrometheusMonitor.Kind>?.self) { group in
      group.addTask {
        try await withThrowingTaskGroup { controllers in
          controllers.addTask { try await controller.run() }
          if let policies { controllers.addTask { try await policies.run() } }
          try await controllers.waitForAll()
        }
        return nil
      }
      group.addTask { try await discovery.change(from: capabilities.monitors) }
      defer { group.cancelAll() }
      return try await group.next() ?? nil
    }
  }

  /// What the body returns; `nil` on graceful shutdown.
  private func untilShutdown<Answer: Sendable>(
    _ body: @Sendable @escaping () async throws -> Answer
  ) async throws -> Answer? {
    do {
      return try await cancelWhenGracefulShutdown(body)
    } catch {
      guard Task.isShuttingDownGracefully else { throw error }
      return nil
    }
  }

  private func makeShared(_ capabilities: ClusterCapabilities) -> SharedObjects {
    let podPatterns = Store<StoredPodPattern>()
    // A cluster's policies are for an operator that looks after the whole cluster.
    let policies = configuration.namespace == nil ? SharedObjects.Policies(podPatterns: podPatterns) : nil
    let (targetSources, newSource) = AsyncStream<ControllerSource<ObjectKey>>.makeStream()
    return SharedObjects(
      podPatterns: podPatterns, podPatternLooks: Looks(),
      composer: Composer(
        CompositionOptions(
          capabilities: capabilities, images: configuration.images, allowPrivileged: configuration.allowPrivileged)),
      resources: TargetResources(client: client),
      targets: Targets { newSource.yield(source(of: $1, into: $2, for: $0, policies?.triggers)) },
      targetSources: targetSources, policies: policies)
  }

  private func makeController(
    _ capabilities: ClusterCapabilities, _ shared: SharedObjects
  ) -> Controller<PodPatternReconciler> {
    let (podPatterns, composer, targets) = (shared.podPatterns, shared.composer, shared.targets)
    let triggers = shared.policies?.triggers
    let objects = OwnedObjects(monitors: capabilities.monitors)
    let owned = OwnedReconciliation(
      objects: objects, applier: Applier(client: client, owned: objects), pruner: Pruner(client: client))
    let reconciler = PodPatternReconciler(
      podPatterns: podPatterns, composer: composer,
      authority: Authority(defaultServiceAccount: configuration.defaultServiceAccount), owned: owned,
      extended: ExtendedReconciliation(
        client: client, targets: targets, resources: shared.resources,
        extender: Extender(client: client, targets: targets),
        finalizer: Finalizer(client: client, podPatterns: podPatterns), composer: composer, owned: owned,
        podPatterns: podPatterns),
      statusWriter: StatusWriter(client: client, podPatterns: podPatterns, now: { Date.now }),
      reporter: ProgressReporter { [events] in events.record($0) },
      recheckInterval: configuration.recheckInterval, lookAgain: shared.podPatternLooks.request,
      tellPolicy: { triggers?.noteWrite(of: $0) })
    let podPatternSource = ControllerSource(
      reflector(of: .podPatterns, into: podPatterns) { try StoredPodPattern($0) }, isAwaited: \.isAwaited,
      keys: { change in
        triggers?.noteChange(change)
        return [change.key]
      })
    let ownedSources = objects.stores.map { resource, store in
      ControllerSource(
        reflector(
          of: resource, into: store, labelSelector: "\(Labels.managedBy)=\(Labels.manager)", keeping: LiveObject.filter
        ) { try LiveObject($0, resource: resource) }, keys: objects.noteChange)
    }
    return Controller(
      name: Self.controllerName, reconciler: reconciler,
      sources: [podPatternSource, ControllerSource(shared.podPatternLooks.requested, name: "neighbours")]
        + ownedSources,
      laterSources: shared.targetSources, workers: configuration.concurrency, elector: elector, logger: logger)
  }

  /// All objects of a kind that PodPatterns extend.
  private func source(
    of resource: APIResource, into store: Store<StoredTarget>, for targets: Targets, _ triggers: PolicyTriggers?
  ) -> ControllerSource<ObjectKey> {
    ControllerSource(
      reflector(of: resource, into: store, keeping: StoredTarget.filter) { try StoredTarget($0, resource: resource) },
      keys: { change in
        triggers?.noteChange(change)
        return targets.noteChange(change, of: resource)
      },
      whenSynced: {
        triggers?.lookAtAll()
        return targets.users(of: resource)
      })
  }

  private func reflector<Object: Sendable>(
    of resource: APIResource, into store: Store<Object>, labelSelector: String? = nil,
    keeping filter: JSONFilter = ManagedFields.omitted, decode: @escaping @Sendable (JSON) throws -> Object
  ) -> Reflector<Object> {
    reflector(
      of: resource, in: configuration.namespace, into: store, labelSelector: labelSelector, keeping: filter,
      decode: decode)
  }

  /// Follows the objects of a resource in a namespace; `nil` for all.
  func reflector<Object: Sendable>(
    of resource: APIResource, in namespace: String?, into store: Store<Object>, labelSelector: String? = nil,
    keeping filter: JSONFilter = ManagedFields.omitted, decode: @escaping @Sendable (JSON) throws -> Object
  ) -> Reflector<Object> {
    Reflector(
      KubernetesListWatcher(
        client: client, resource: resource, namespace: namespace, labelSelector: labelSelector,
        keeping: filter, decode: decode),
      store: store, logger: logger)
  }
}

extension Operator: CustomStringConvertible {
  /// What the life-cycle log calls it.
  public var description: String { "operator" }
}
