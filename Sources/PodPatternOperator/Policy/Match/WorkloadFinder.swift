import ControllerRuntime
import KubernetesClient
import PodPatternAPI

/// Finds the workloads that a policy means.
struct WorkloadFinder: Sendable {
  let targets: Targets
  let resources: TargetResources
  let namespaces: Store<StoredNamespace>
  let ownNamespace: String

  /// A kind is being listed; all policies are looked at again when that is done.
  struct NotListedYet: Error {
    let resource: APIResource
  }

  /// - Throws: ``NotListedYet``; `KubernetesError` where the server cannot be asked for a kind.
  func workloads(of policy: ClusterPodPattern) async throws -> MatchedWorkloads {
    let name = policy.metadata.name
    let match = PolicyMatch(policy, namespaces: namespaces.all, ownNamespace: ownNamespace)
    var found = MatchedWorkloads()
    for kind in policy.changedKinds.sorted(by: { $0.rawValue < $1.rawValue }) {
      let apiVersion = TargetKind.kind(named: kind.rawValue)?.apiVersion ?? ""
      guard let resource = try await resources.resource(apiVersion: apiVersion, kind: kind.rawValue) else { continue }
      let store = targets.follow(resource)
      guard store.hasSynced else { throw NotListedYet(resource: resource) }
      found.add(kind, resource, store, match, policy: name)
    }
    return found
  }
}

extension ClusterPodPattern {
  /// The kinds of workload in which the policy changes something: at admission, those whose Pods run until they are replaced.
  fileprivate var changedKinds: Set<WorkloadKind> {
    spec.delivery == .admission ? spec.match.kinds.subtracting([.cronJob]) : spec.match.kinds
  }
}
