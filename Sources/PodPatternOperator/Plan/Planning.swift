import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// The way of the operator through one PodPattern, with dry runs in place of writes.
struct Planning {
  let dryRun: DryRun
  let composer: Composer
  let podPattern: PodPattern
  let identity: ObservedPodPattern.Identity
  let inventory: [InventoryEntry]
  private let isBeingDeleted: Bool
  private(set) var plan: PodPatternPlan

  private var client: KubernetesClient { dryRun.client }

  /// - Parameter observed: the PodPattern as it is in the cluster; `nil` where it is not there yet.
  init(
    dryRun: DryRun, composer: Composer, podPattern: PodPattern, observed: ObservedPodPattern?, plan: PodPatternPlan
  ) {
    self.dryRun = dryRun
    self.composer = composer
    self.podPattern = podPattern
    let key = ObjectKey(namespace: podPattern.metadata.namespace, name: podPattern.metadata.name)
    identity =
      observed?.identity
      ?? ObservedPodPattern.Identity(key: key, uid: "00000000-0000-0000-0000-000000000000", generation: 0)
    inventory = observed?.status?.inventory ?? []
    isBeingDeleted = observed?.isBeingDeleted ?? false
    self.plan = plan
  }

  /// Fills the plan.
  ///
  /// - Throws: `KubernetesError` where the server gives no answer.
  mutating func run() async throws {
    if isBeingDeleted {
      plan.waits.append("the PodPattern of this name is being deleted; it can be applied when it is gone")
      return
    }
    switch podPattern.spec.subject {
    case .target(let target): try await extend(target)
    case .workload:
      try await release { _ in true }
      guard !podPattern.spec.suspend else { return }
      if let composed = succeeded(composer.compose(podPattern)) { try await own(composed.objects) }
    }
  }

  private mutating func own(_ composed: [JSON]) async throws {
    let desired = composed.compactMap {
      DesiredObject(composed: $0, owner: identity, deletionPolicy: podPattern.spec.deletionPolicy)
    }
    for object in desired {
      let identity = identity
      guard let planned = try await attempt(object.id, { try await $0.apply(object, owner: identity) }) else {
        continue
      }
      if object.id.resource == .jobs { try noteJob(planned) }
    }
    try await prune(allBut: Set(desired.map(\.id)))
  }

  private mutating func noteJob(_ planned: PlannedObject) throws {
    guard let before = planned.before else {
      plan.waits.append("\(planned.id) runs first; everything after it is changed once it has completed")
      return
    }
    try Outcome.heldBack(by: LiveObject(before, resource: .jobs)).map { plan.note($0) }
  }

  private mutating func prune(allBut desired: Set<ObjectID>) async throws {
    let known = APIResource.ownedByPodPatterns + APIResource.monitors.values
    for entry in inventory where !entry.extended {
      guard let resource = known.first(where: { $0.kind == entry.kind && $0.apiVersion == entry.apiVersion }) else {
        continue
      }
      let id = ObjectID(resource: resource, key: ObjectKey(namespace: identity.key.namespace, name: entry.name))
      guard !desired.contains(id), let object = try await client.find(id) else { continue }
      let live = try LiveObject(object, resource: resource)
      guard case .ours = live.ownership(for: identity), !live.isBeingDeleted else { continue }
      try await attempt(id) { try await $0.delete(live, before: object) }
    }
  }

  // MARK: What is somebody else's

  private mutating func extend(_ target: Target) async throws {
    guard !podPattern.spec.suspend else { return try await release { _ in true } }
    guard let workload = try await resource(target.resolvedAPIVersion, target.kind) else {
      try await release { _ in true }
      plan.note(.kindUnknown(of: target))
      return
    }
    let ids = target.objects(workload, namespace: identity.key.namespace)
    try await release { !ids.contains($0) }
    var live: [ObjectID: LiveTarget] = [:]
    for id in ids {
      guard let object = try await self.live(id), !object.isBeingDeleted else { return plan.note(.notFound(id)) }
      live[id] = object
    }
    let state = TargetState(Array(live.values), of: identity.key.name, target)
    guard let composed = succeeded(composer.compose(podPattern, target: state)) else { return }
    try await own(composed.objects)
    let desired = DesiredExtension.all(composed.extensions, of: live.values, podPattern: identity.key.name)
    for var addition in desired {
      guard let object = live[addition.id] else { continue }
      addition.neighbours = try await neighbours(on: object)
      let policy = podPattern.spec.conflictPolicy ?? .fail
      try await attempt(object.id) {
        try await $0.extend(addition, live: object, policy: policy, templatePath: target.resolvedTemplatePath)
      }
    }
    try await release { ids.contains($0) && !desired.map(\.id).contains($0) }
  }

  private mutating func release(_ isUnwanted: (ObjectID) -> Bool) async throws {
    for entry in inventory where entry.extended {
      guard let resource = try await resource(entry.apiVersion, entry.kind) else { continue }
      let id = ObjectID(resource: resource, key: ObjectKey(namespace: identity.key.namespace, name: entry.name))
      guard isUnwanted(id), let live = try await live(id) else { continue }
      let name = identity.key.name
      try await attempt(id) { try await $0.release(live, from: name) }
    }
  }

  private func neighbours(on live: LiveTarget) async throws(KubernetesError) -> Set<String> {
    var present: Set<String> = []
    for name in live.extenders(besides: identity.key.name) {
      let key = ObjectKey(namespace: identity.key.namespace, name: name)
      if try await client.find(ObjectID(resource: .podPatterns, key: key)) != nil { present.insert(name) }
    }
    return present
  }

  private func live(_ id: ObjectID) async throws -> LiveTarget? {
    try await client.find(id).map { try LiveTarget($0, resource: id.resource) }
  }

  private func resource(_ apiVersion: String, _ kind: String) async throws(KubernetesError) -> APIResource? {
    try await TargetResources(client: client).resource(apiVersion: apiVersion, kind: kind)
  }

  // MARK: What stands in the way

  private mutating func succeeded(
    _ composition: Composition
  ) -> (objects: [JSON], extensions: [TargetExtension])? {
    switch composition {
    case .failure(let problems):
      plan.problems += problems.map(\.description)
      return nil
    case .success(let objects, let extensions, let warnings):
      plan.warnings += warnings.map(\.description)
      return (objects, extensions)
    }
  }

  /// Adds to the plan what comes of a dry run, or why the server refuses it.
  @discardableResult
  private mutating func attempt(
    _ id: ObjectID, _ write: (DryRun) async throws -> PlannedObject
  ) async throws -> PlannedObject? {
    do {
      let planned = try await write(dryRun)
      plan.objects.append(planned)
      return planned
    } catch let refusal as ApplyRefusal {
      plan.note(.refused(refusal))
    } catch let refusal as ExtensionRefusal {
      plan.note(.conflict(refusal))
    } catch let error as KubernetesError {
      guard let status = error.status, !status.isUnauthorized else { throw error }
      plan.problems.append("\(id): \(error)")
    }
    return nil
  }
}
