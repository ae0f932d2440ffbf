import FoundationEssentials
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
    /// The same without values, which more people may read than the policy.
    let summary: String

    init(_ message: String, summary: String? = nil) {
      self.message = message
      self.summary = summary ?? message
    }
  }

  /// Has the API server know just what a policy wants it to.
  ///
  /// - Parameter keepsExtending: whether Pods go on being extended as before where the policy wants that no longer.
  /// - Throws: ``Refusal``; `KubernetesError` where it can be tried again.
  func carryOut(
    _ content: ClusterPodPattern, of policy: ObservedPolicy, keepsExtending: Bool = false, logger: Logger
  ) async throws -> AdmissionState {
    let basis = AdmissionMemory.Basis(uid: policy.uid, generation: policy.generation, keepsExtending: keepsExtending)
    let isWanted = content.spec.delivery == .admission || content.spec.validation != nil
    if !memory.holds(policy.name, basis, isWanted: isWanted) {
      let finding = try await bringAbout(
        content, of: policy, isWanted: isWanted, keepsExtending: keepsExtending, logger: logger)
      memory.note(policy.name, basis, inForceSince: finding.inForceSince, hasChanged: finding.hasChanged)
    }
    return memory.state(of: policy.name, isWanted: isWanted)
  }

  /// Has the API server extend no more Pods for a policy that is gone: what it has would be deleted after all, and Pods that
  /// are created until then would still be extended.
  ///
  /// - Parameter uids: those of all policies of the name that extended Pods.
  /// - Returns: how far it is.
  func withdraw(_ policy: String, uids: Set<String>, logger: Logger) async throws -> AdmissionState {
    guard !uids.isEmpty else { return AdmissionState() }
    let basis = AdmissionMemory.Basis(
      uid: uids.sorted().joined(separator: ","), generation: 0, keepsExtending: false)
    if !memory.holds(policy, basis, isWanted: false) {
      let served = try await client.servedAdmissionPolicies()
      let hasChanged = try await delete(served, of: policy, uids: uids, logger)
      memory.note(policy, basis, inForceSince: nil, hasChanged: hasChanged)
    }
    return memory.state(of: policy, isWanted: false)
  }

  /// What was found, and done.
  private typealias Finding = (inForceSince: Date?, hasChanged: Bool)

  private func bringAbout(
    _ content: ClusterPodPattern, of policy: ObservedPolicy, isWanted: Bool, keepsExtending: Bool, logger: Logger
  ) async throws -> Finding {
    do {
      let served = try await client.servedAdmissionPolicies()
      let wanted = try objects(of: content, policy, served: served)
      let applied = try await apply(wanted, for: policy, logger: logger)
      let kept = Set(wanted.map(\.id.resource))
      let unwanted = served.filter { !kept.contains($0) && !(keepsExtending && $0.isExtending) }
      let hasDeleted = try await delete(unwanted, of: policy.name, uids: [policy.uid], logger)
      let times = applied.objects.filter { $0.id.resource.isExtending }.map(\.object.lastApplied)
      return (times.compactMap(\.self).max(), applied.hasChanged || hasDeleted)
    } catch {
      guard let error = error as? KubernetesError, error.isForbidden else { throw error }
      // Who may not even ask has told it nothing.
      if isWanted { throw Refusal("\(error); deploy/admission-rights.yaml grants it") }
      return (nil, false)
    }
  }

  private func objects(
    of content: ClusterPodPattern, _ policy: ObservedPolicy, served: [APIResource]
  ) throws(Refusal) -> [(id: ObjectID, object: JSON)] {
    var options = composer.options
    options.capabilities.mutatingAdmissionPolicy = served.first { $0.kind == "MutatingAdmissionPolicy" }?.version
    options.capabilities.validatingAdmissionPolicy = served.contains { $0.kind == "ValidatingAdmissionPolicy" }
    switch Composer(options).composeAdmission(of: content, systemNamespaces: ["kube-system", ownNamespace]) {
    case .failure(let problems):
      throw Refusal(
        problems.map(\.description).joined(separator: "\n"), summary: problems.map(\.summary).joined(separator: "; "))
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
  ///
  /// - Returns: all objects as they are now, and whether one was not so before.
  private func apply(
    _ wanted: [(id: ObjectID, object: JSON)], for policy: ObservedPolicy, logger: Logger
  ) async throws -> (objects: [(id: ObjectID, object: JSON)], hasChanged: Bool) {
    var present: [(id: ObjectID, object: JSON)] = []
    var missing: [(id: ObjectID, object: JSON)] = []
    for item in wanted {
      let live = try await client.find(item.id)
      if let live, PolicyOwnership.uid(of: live) != policy.uid {
        throw Refusal("\(item.id) exists, and is not of this ClusterPodPattern: delete or rename it")
      }
      if let live, live.hasInForce(item.object) { present.append((item.id, live)) } else { missing.append(item) }
    }
    for item in missing { _ = try await apply(item, isTrial: true) }
    for item in missing {
      present.append((item.id, try await apply(item, isTrial: false)))
      logger.info("applied", metadata: ["object": "\(item.id)"])
    }
    return (present, !missing.isEmpty)
  }

  private func apply(_ item: (id: ObjectID, object: JSON), isTrial: Bool) async throws -> JSON {
    do {
      return try await client.apply(
        item.id.resource, item.id.key, item.object,
        options: ApplyOptions(fieldManager: PolicyMarks.manager, force: true, dryRun: isTrial))
    } catch {
      guard error.isInvalid else { throw error }
      throw Refusal(
        "\(item.id): \(error.status?.message ?? "\(error)")",
        summary: "the API server does not accept \(item.id); the condition Ready says why")
    }
  }

  /// Bindings go first, so that nothing is in force without its policy.
  ///
  /// - Returns: whether there was one.
  private func delete(
    _ unwanted: [APIResource], of policy: String, uids: Set<String>, _ logger: Logger
  ) async throws -> Bool {
    var hasDeleted = false
    for resource in unwanted.reversed() {
      let id = ObjectID(resource: resource, key: ObjectKey(name: AdmissionPolicies.name(of: policy)))
      guard let live = try await client.find(id), PolicyOwnership.uid(of: live).map(uids.contains) == true,
        let ownUID = live["metadata", "uid"]?.string
      else { continue }
      do {
        try await client.delete(
          id.resource, id.key, preconditions: Preconditions(uid: ownUID), propagation: .background)
        hasDeleted = true
        logger.info("deleted", metadata: ["object": "\(id)"])
      } catch {
        guard error.isNotFound || error.isConflict else { throw error }
      }
    }
    return hasDeleted
  }
}

extension APIResource {
  /// Whether the API server extends Pods by it.
  fileprivate var isExtending: Bool { kind.hasPrefix("Mutating") }
}

extension JSON {
  /// Whether an admission policy is as it is wanted; what the server adds counts for nothing, but for the selectors: there,
  /// a member more means less.
  fileprivate func hasInForce(_ wanted: JSON) -> Bool {
    includes(wanted)
      && ["namespaceSelector", "objectSelector"].allSatisfy { selector in
        let path = ["spec", "matchConstraints", selector]
        return (value(at: path) ?? [:]) == (wanted.value(at: path) ?? [:])
      }
  }

  /// When policies last changed something of an object, by the server's clock.
  fileprivate var lastApplied: Date? {
    (self["metadata", "managedFields"]?.array ?? [])
      .first { $0["manager"]?.string == PolicyMarks.manager && $0["operation"] == "Apply" }?["time"]?.string
      .flatMap(Date.init(rfc3339:))
  }
}
