import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// Finds out what the operator would change in a cluster, without changing anything.
///
/// - Expected flow: ``init(client:images:allowPrivileged:)`` asks what the cluster can do; ``plan(_:namespace:)`` for each
///   PodPattern.
/// - Guarantees: every write is a dry run of the API server. What it shows is what admission and defaults make of it.
/// - Caveats: it looks at one moment. A Job that is to run first is not waited for.
/// - Errors: `KubernetesError` where the server cannot be reached or does not know the caller; what it refuses in
///   particular is in the plan.
public struct Planner: Sendable {
  let client: KubernetesClient
  let composer: Composer

  /// A planner for the cluster of a client.
  ///
  /// - Parameters:
  ///   - images: The images of the containers that the patterns add.
  ///   - allowPrivileged: Where PodPatterns may declare what reaches the node.
  public init(
    client: KubernetesClient, images: ImageCatalog = .pinned, allowPrivileged: PrivilegedNamespaces = false
  ) async throws(KubernetesError) {
    self.client = client
    composer = try await Composer(client: client, images: images, allowPrivileged: allowPrivileged)
  }

  /// What the operator would do for a PodPattern as its manifest has it.
  ///
  /// - Parameters:
  ///   - manifest: The PodPattern; what is wrong with it is in the plan.
  ///   - namespace: Where it is unless it says so itself.
  public func plan(_ manifest: JSON, namespace: String) async throws -> PodPatternPlan {
    var manifest = manifest
    if manifest["metadata"]?.object != nil, manifest["metadata", "namespace"] == nil {
      manifest["metadata"]?["namespace"] = .string(namespace)
    }
    var plan = PodPatternPlan()
    do {
      let podPattern = try PodPattern.decode(manifest)
      let key = ObjectKey(namespace: podPattern.metadata.namespace, name: podPattern.metadata.name)
      plan.podPattern = key
      var planning = Planning(
        dryRun: DryRun(client: client), composer: composer, podPattern: podPattern,
        observed: try await observe(key), plan: plan)
      try await planning.run()
      return planning.plan
    } catch let problems as ProblemList {
      plan.problems = problems.problems.map(\.description)
    } catch let error as KubernetesError {
      guard error.status?.isUnauthorized == false else { throw error }
      plan.problems.append("\(error)")
    }
    return plan
  }

  private func observe(_ key: ObjectKey) async throws -> ObservedPodPattern? {
    try await client.find(ObjectID(resource: .podPatterns, key: key)).map { try ObservedPodPattern($0) }
  }
}

extension Composer {
  /// A composer for a cluster, which is asked what it can do.
  init(
    client: KubernetesClient, images: ImageCatalog = .pinned, allowPrivileged: PrivilegedNamespaces = false
  ) async throws(KubernetesError) {
    let capabilities = ClusterCapabilities(
      kubernetesMinor: try await client.serverVersion().minor, monitors: try await client.servedMonitors())
    self.init(CompositionOptions(capabilities: capabilities, images: images, allowPrivileged: allowPrivileged))
  }
}

extension KubernetesClient {
  /// An object; `nil` where there is none.
  func find(_ id: ObjectID) async throws(KubernetesError) -> JSON? {
    do {
      return try await get(id.resource, id.key)
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
  }
}
