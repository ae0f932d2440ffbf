import ControllerRuntime
import FoundationEssentials
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import ServiceLifecycle

/// The operator: watches PodPatterns and what they own, and brings the one in line with the other.
///
/// - Expected flow: add it to a `ServiceGroup`, or call ``run()`` in a task.
/// - Guarantees: nothing is written before everything has been listed. Graceful shutdown finishes what is under way.
/// - Assumptions: the CustomResourceDefinition is installed and the client has the rights of `deploy/`; where one of these
///   is missing, it says so and goes on trying. No second operator looks after the same namespaces.
/// - Caveats: what the server can do is asked once, at the start.
/// - Errors: `KubernetesError` where the API server cannot be asked for its version.
public struct Operator: Service {
  private let client: KubernetesClient
  private let configuration: OperatorConfiguration
  private let logger: Logger

  /// An operator that has not begun.
  public init(client: KubernetesClient, configuration: OperatorConfiguration, logger: Logger) {
    self.client = client
    self.configuration = configuration
    self.logger = logger
  }

  /// Runs until graceful shutdown, or until the task is cancelled.
  ///
  /// - Throws: `KubernetesError` where the API server cannot be asked for its version; `CancellationError`.
  public func run() async throws {
    let version = try await client.serverVersion()
    let capabilities = ClusterCapabilities(kubernetesMinor: version.minor)
    logger.info(
      "starting",
      metadata: [
        "version": "\(operatorVersion)", "kubernetes": "\(version)", "nativeSidecars": "\(capabilities.nativeSidecars)",
        "namespace": "\(configuration.namespace ?? "all")",
      ])
    try await makeController(capabilities).run()
  }

  private func makeController(_ capabilities: ClusterCapabilities) -> Controller<PodPatternReconciler> {
    let podPatterns = Store<ObservedPodPattern>()
    let owned = OwnedObjects()
    let composer = Composer(
      CompositionOptions(
        capabilities: capabilities, images: configuration.images, allowPrivileged: configuration.allowPrivileged))
    let reconciler = PodPatternReconciler(
      podPatterns: podPatterns, owned: owned, composer: composer, applier: Applier(client: client, owned: owned),
      pruner: Pruner(client: client),
      statusWriter: StatusWriter(client: client, podPatterns: podPatterns, now: { Date.now }),
      recheckInterval: configuration.recheckInterval)
    let podPatternSource = ControllerSource(
      reflector(of: .podPatterns, into: podPatterns) { try ObservedPodPattern($0) }, keys: { [$0.key] })
    let ownedSources = owned.stores.map { resource, store in
      ControllerSource(
        reflector(of: resource, into: store, labelSelector: "\(Labels.managedBy)=\(Labels.manager)") {
          try LiveObject($0, resource: resource)
        }, keys: owned.noteChange)
    }
    return Controller(
      name: "podpattern", reconciler: reconciler, sources: [podPatternSource] + ownedSources,
      workers: configuration.concurrency, logger: logger)
  }

  private func reflector<Object: Sendable>(
    of resource: APIResource, into store: Store<Object>, labelSelector: String? = nil,
    decode: @escaping @Sendable (JSON) throws -> Object
  ) -> Reflector<Object> {
    Reflector(
      KubernetesListWatcher(
        client: client, resource: resource, namespace: configuration.namespace, labelSelector: labelSelector,
        decode: decode),
      store: store, logger: logger)
  }
}

extension Operator: CustomStringConvertible {
  /// What the life-cycle log calls it.
  public var description: String { "operator" }
}
