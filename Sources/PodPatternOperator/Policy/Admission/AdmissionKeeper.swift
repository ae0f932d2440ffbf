import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI

/// Keeps what the API server is told of ClusterPodPatterns: its own policies, which belong to them by owner references.
///
/// They are not watched. What somebody else changes in them is put back when they are looked at again, as is what keeps them
/// from being applied.
struct AdmissionKeeper: Sendable {
  let client: KubernetesClient
  let composer: Composer
  let ownNamespace: String
  let interval: Duration
  let memory: AdmissionMemory

  /// Why the API server is not told what a policy wants: nothing has been written then.
  struct Refusal: Error {
    let message: String
  }

  /// Has the API server know just what a policy wants it to.
  ///
  /// - Returns: after how long to look again; `nil` where the policy wants nothing of it.
  /// - Throws: ``Refusal``; `KubernetesError` where it can be tried again.
  func carryOut(_ content: ClusterPodPattern, of policy: ObservedPolicy, logger: Logger) async throws -> Duration? {
    let basis = AdmissionMemory.Basis(uid: policy.uid, generation: policy.generation)
    let isWanted = content.spec.delivery == .admission || content.spec.validation != nil
    if let rest = memory.rest(of: policy.name, basis) { return isWanted ? rest : nil }
    guard isWanted || !memory.knows(policy.name, basis) else { return nil }

    do {
      try await bringAbout(content, of: policy, logger: logger)
    } catch {
      guard let error = error as? KubernetesError, error.isForbidden else { throw error }
      // Who may not even ask has told it nothing.
      if isWanted { throw Refusal(message: "\(error); deploy/admission-rights.yaml grants it") }
    }
    memory.note(policy.name, basis)
    return isWanted ? interval : nil
  }

  private func bringAbout(_ content: ClusterPodPattern, of policy: ObservedPolicy, logger: Logger) async throws {
    let served = try await client.servedAdmissionPolicies()
    let wanted = try objects(of: content, policy, served: served)
    try await apply(wanted, for: policy, logger: logger)
    let kept = Set(wanted.map(\.id.resource))
    try await delete(served.filter { !kept.contains($0) }, of: policy, logger)
  }

  private func objects(
    of content: ClusterPodPattern, _ policy: ObservedPolicy, served: [APIResource]
  ) throws(Refusal) -> [(id: ObjectID, object: JSON)] {
    var options = composer.options
    options.capabilities.mutatingAdmissionPolicy = served.first { $0.kind == "MutatingAdmissionPolicy" }?.version
    options.capabilities.validatingAdmissionPolicy = served.contains { $0.kind == "ValidatingAdmissionPolicy" }
    switch Composer(options).composeAdmission(of: content, systemNamespaces: ["kube-system", ownNamespace]) {
    case .failure(let problems):
      throw Refusal(message: problems.map(\.description).joined(separator: "\n"))
    case .success(let objects, _, _):
      return objects.compactMap { object in
        guard let resource = served.first(where: { $0.describes(object) }),
          let name = object["metadata", "name"]?.string
        else { return nil }
        var object = object
        object["metadata"]?["ownerReferences"] = [PolicyOwnership.reference(to: policy)]
        return (ObjectID(resource: resource, key: ObjectKey(name: name)), object)
      }
    }
  }

  /// Nothing is written unless the server takes all of it.
  private func apply(
    _ wanted: [(id: ObjectID, object: JSON)], for policy: ObservedPolicy, logger: Logger
  ) async throws {
    var missing: [(id: ObjectID, object: JSON)] = []
    for item in wanted {
      let live = try await client.find(item.id)
      if let live, PolicyOwnership.uid(of: live) != policy.uid {
        throw Refusal(message: "\(item.id) exists, and is not of this ClusterPodPattern: delete or rename it")
      }
      if live?.includes(item.object) != true { missing.append(item) }
    }
    for isTrial in [true, false] {
      for item in missing { try await apply(item, isTrial: isTrial, logger: logger) }
    }
  }

  private func apply(_ item: (id: ObjectID, object: JSON), isTrial: Bool, logger: Logger) async throws {
    do {
      try await client.apply(
        item.id.resource, item.id.key, item.object,
        options: ApplyOptions(fieldManager: PolicyMarks.manager, force: true, dryRun: isTrial))
      if !isTrial { logger.info("applied", metadata: ["object": "\(item.id)"]) }
    } catch {
      guard error.isInvalid else { throw error }
      throw Refusal(message: "\(item.id): \(error.status?.message ?? "\(error)")")
    }
  }

  /// Bindings go first, so that nothing is in force without its policy.
  private func delete(_ unwanted: [APIResource], of policy: ObservedPolicy, _ logger: Logger) async throws {
    for resource in unwanted.reversed() {
      let id = ObjectID(resource: resource, key: ObjectKey(name: AdmissionPolicies.name(of: policy.name)))
      guard let live = try await client.find(id), PolicyOwnership.uid(of: live) == policy.uid,
        let uid = live["metadata", "uid"]?.string
      else { continue }
      do {
        try await client.delete(id.resource, id.key, preconditions: Preconditions(uid: uid), propagation: .background)
        logger.info("deleted", metadata: ["object": "\(id)"])
      } catch {
        guard error.isNotFound || error.isConflict else { throw error }
      }
    }
  }
}
