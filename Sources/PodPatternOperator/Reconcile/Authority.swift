import KubernetesClient
import PodPatternAPI

/// With whose rights the operator does what a PodPattern declares.
///
/// Whoever may write a PodPattern could else use the rights of the operator, which are larger than most people's.
struct Authority: Sendable {
  /// The name of the service account that stands in where a PodPattern names none; `nil` for the operator's own rights.
  let defaultServiceAccount: String?

  /// Whom to act as; `nil` for the operator itself.
  func account(for observed: ObservedPodPattern) -> Impersonation? {
    guard let name = observed.serviceAccountName ?? defaultServiceAccount,
      let namespace = observed.identity.key.namespace
    else { return nil }
    return Impersonation(serviceAccount: name, namespace: namespace)
  }
}

extension PodPatternReconciler {
  /// The same, with the rights that are due to a PodPattern; its status and its finalizer remain the operator's.
  func acting(for observed: ObservedPodPattern) -> PodPatternReconciler {
    guard let account = authority.account(for: observed) else { return self }
    var reconciler = self
    reconciler.owned.act(as: account)
    reconciler.extended.owned.act(as: account)
    reconciler.extended.extender = Extender(
      client: extended.extender.client.acting(as: account), targets: extended.targets)
    return reconciler
  }
}

extension OwnedReconciliation {
  fileprivate mutating func act(as account: Impersonation) {
    applier = Applier(client: applier.client.acting(as: account), owned: objects)
    pruner = Pruner(client: pruner.client.acting(as: account))
  }
}
