import ControllerRuntime
import JSONTree
import KubernetesClient
import Logging
import PatternLibrary
import PodPatternAPI

/// Brings what a PodPattern adds to somebody else's objects to what it wants, and gives back what it wants no longer.
///
/// - Expected flow: ``bringAbout(_:target:for:work:logger:)`` for a PodPattern with a target; ``release(allBut:of:work:logger:)``
///   for one without, or one that is suspended or goes.
/// - Guarantees: without a difference there is no request. No object is ever made, and none touched but that which was
///   looked at: every write names its uid.
/// - Errors: ``NotListedYet`` where a kind is being listed for the first time; `KubernetesError` where it can be tried
///   again.
struct ExtendedReconciliation: Sendable {
  /// The operator's own rights: with those of a PodPattern's account it only writes.
  let client: KubernetesClient
  let targets: Targets
  let resources: TargetResources
  var extender: Extender
  let finalizer: Finalizer
  let composer: Composer
  var owned: OwnedReconciliation
  let podPatterns: Store<StoredPodPattern>

  /// The kind is being listed; its PodPatterns are looked at again when that is done.
  struct NotListedYet: Error {
    let resource: APIResource
  }

  func bringAbout(
    _ podPattern: PodPattern, target: Target, for observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Progress {
    let apiVersion = target.resolvedAPIVersion
    guard let resource = try await resources.resource(apiVersion: apiVersion, kind: target.kind) else {
      try await release(allBut: [], of: observed, work: &work, logger: logger)
      return Progress(.kindUnknown(of: target), work, next: .recheck)
    }
    let key = observed.identity.key
    let named = target.objects(resource, namespace: key.namespace)
    targets.register(key, uses: Set(named))
    try await release(allBut: Set(named), of: observed, work: &work, logger: logger)
    var live: [ObjectID: LiveTarget] = [:]
    for id in named {
      guard let object = try self.live(id), !object.isBeingDeleted else { return Progress(.notFound(id), work) }
      live[id] = object
    }
    switch composer.compose(podPattern, target: TargetState(Array(live.values), of: key.name, target)) {
    case .failure(let problems): return Progress(.invalid(problems), work)
    case .success(let objects, let extensions, let warnings):
      let held = try await apply(
        objects, extensions, to: &live, of: podPattern, for: observed, work: &work, logger: logger)
      if let held { return Progress(held, work) }
      let rollout = live[named[0]].map { Rollout(target: $0.object) } ?? .progressing
      let all = warnings + strangers(on: named[0], besides: key)
      return Progress(.applied(workload: named[0], rollout, warnings: all), work)
    }
  }

  /// Applies what the pattern library made of a PodPattern and its target, its own objects first.
  ///
  /// - Returns: what the rest has to wait for; `nil` where all is applied.
  private func apply(
    _ objects: [JSON], _ extensions: [TargetExtension], to live: inout [ObjectID: LiveTarget],
    of podPattern: PodPattern, for observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws -> Outcome? {
    let own = objects.compactMap {
      DesiredObject(composed: $0, owner: observed.identity, deletionPolicy: podPattern.spec.deletionPolicy)
    }
    if case .heldBack(let outcome) = try await owned.apply(own, for: observed, work: &work, logger: logger) {
      return outcome
    }
    let desired = DesiredExtension.all(extensions, of: live.values, podPattern: observed.identity.key.name)
    try await apply(desired, to: &live, of: podPattern, for: observed, work: &work, logger: logger)
    try await owned.prune(allBut: Set(own.map(\.id)), of: observed, work: &work, logger: logger)
    return nil
  }

  /// Extends the objects, and gives back those that are not to be extended any more.
  private func apply(
    _ extensions: [DesiredExtension], to live: inout [ObjectID: LiveTarget], of podPattern: PodPattern,
    for observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws {
    if podPattern.spec.deletionPolicy == .delete, !extensions.isEmpty { try await finalizer.add(to: observed) }
    for desired in extensions {
      guard let target = live[desired.id] else { continue }
      live[desired.id] = try await extend(
        desired, live: target, policy: podPattern.spec.conflictPolicy ?? .fail, work: &work, logger: logger)
    }
    try await release(allBut: Set(extensions.map(\.id)), of: observed, work: &work, logger: logger)
  }

  private func extend(
    _ desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy, work: inout Work, logger: Logger
  ) async throws -> LiveTarget {
    let before = work.inventory[desired.id]
    let difference = desired.difference(to: live, applied: before)
    if difference == .none { return live }
    var desired = desired
    desired.neighbours = neighbours(of: desired.podPattern, on: live)
    let result = try await extender.extend(desired, live: live, policy: policy)
    logger.info("extended", metadata: ["object": "\(desired.id)", "because": "\(difference)"])
    work.inventory.record(result.live, as: desired)
    work.changes.append(Change(object: desired.id, kind: Change.Kind(difference, of: live, applied: before)))
    if !result.taken.isEmpty {
      work.changes.append(Change(object: desired.id, kind: .taken(fields: result.taken.map(\.description))))
    }
    return result.live
  }

  private func neighbours(of podPattern: String, on live: LiveTarget) -> Set<String> {
    live.extenders(besides: podPattern).filter {
      podPatterns.get(ObjectKey(namespace: live.id.key.namespace, name: $0)) != nil
    }
  }

  /// Gives back all that a PodPattern extends, or may extend, before it goes for good.
  ///
  /// The server is asked once more: where the answer to a write was lost, and the watch is behind, nothing here knows of what
  /// was added, and nobody would look again.
  func releaseForGood(_ observed: ObservedPodPattern, work: inout Work, logger: Logger) async throws {
    let key = observed.identity.key
    var ids = Set(try await extended(work.inventory, in: key.namespace) + targets.extended(by: key))
    if let target = try? observed.content.get().spec.target,
      let resource = try await resources.resource(apiVersion: target.resolvedAPIVersion, kind: target.kind)
    {
      ids.formUnion(target.objects(resource, namespace: key.namespace))
    }
    // After a start, the kinds may be being listed: it is looked at again when that is done.
    targets.register(key, uses: ids)
    for id in ids { try await readAnew(id) }
    try await release(allBut: [], of: observed, work: &work, logger: logger)
  }

  /// Takes over what the server has, for a moment in which the watch may be behind.
  ///
  /// With the operator's own rights: in a namespace that goes, those of an account may be gone before the last of its objects.
  private func readAnew(_ id: ObjectID) async throws {
    guard let live = try await client.find(id) else { return }
    _ = try targets.record(live, resource: id.resource)
  }

  /// The objects of somebody else's in an inventory.
  private func extended(_ inventory: Inventory, in namespace: String?) async throws -> [ObjectID] {
    var ids: [ObjectID] = []
    for entry in inventory.entries where entry.extended {
      guard let resource = try await resources.resource(apiVersion: entry.apiVersion, kind: entry.kind) else {
        continue
      }
      ids.append(ObjectID(resource: resource, key: ObjectKey(namespace: namespace, name: entry.name)))
    }
    return ids
  }

  /// Gives back all that a PodPattern extends but these objects.
  func release(
    allBut wanted: Set<ObjectID>, of observed: ObservedPodPattern, work: inout Work, logger: Logger
  ) async throws {
    let key = observed.identity.key
    for id in try await extended(work.inventory, in: key.namespace) {
      if !wanted.contains(id), try live(id) == nil { work.inventory.remove(id) }
    }
    for id in targets.extended(by: key) where !wanted.contains(id) {
      guard let live = try live(id) else { continue }
      try await extender.release(live, from: key.name)
      logger.info("released", metadata: ["object": "\(id)"])
      work.inventory.remove(id)
      work.changes.append(Change(object: id, kind: .released))
    }
  }

  private func live(_ id: ObjectID) throws -> LiveTarget? {
    guard targets.follow(id.resource).hasSynced else { throw NotListedYet(resource: id.resource) }
    return try targets.live(id)
  }

  /// Other PodPatterns that are kept from extending the same workload by this one.
  private func strangers(on workload: ObjectID, besides key: ObjectKey) -> [Warning] {
    targets.others(than: key, on: workload).compactMap { other in
      guard let problem = podPatterns.get(other)?.stalled, problem.contains("PodPattern \"\(key.name)\"") else {
        return nil
      }
      return Warning(
        path: FieldPath("spec", "target"), message: "PodPattern \"\(other.name)\" collides with this one: \(problem)")
    }
  }
}
