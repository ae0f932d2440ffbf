import JSONTree
import KubernetesClient
import PodPatternAPI

/// What the API server would make of each of the operator's writes.
struct DryRun: Sendable {
  let client: KubernetesClient

  init(client: KubernetesClient) { self.client = client }

  /// An object of a PodPattern's own as it would be after an apply.
  ///
  /// - Throws: ``ApplyRefusal``; `KubernetesError`.
  func apply(_ desired: DesiredObject, owner: ObservedPodPattern.Identity) async throws -> PlannedObject {
    let before = try await client.find(desired.id)
    let live = try before.map { try LiveObject($0, resource: desired.id.resource) }
    if let live { try Applier.permit(live, owner: owner) }
    if live != nil, desired.id.resource == .jobs {
      return PlannedObject(desired.id, .none, before: before, after: before, manager: fieldManager)
    }
    let answer: JSON
    do {
      answer = try await send(desired.content, to: desired.id, as: fieldManager, force: true)
    } catch {
      throw error.isRejection ? ApplyRefusal.rejected(desired.id, error) : error
    }
    // Of a new object the server's answer has addresses and ids that the real one will not have.
    return PlannedObject(
      desired.id, before == nil ? .create : .change, before: before, after: before == nil ? desired.content : answer,
      manager: fieldManager)
  }

  /// An object of somebody else's as it would be extended.
  ///
  /// - Throws: ``ExtensionRefusal``; ``ApplyRefusal``; `KubernetesError`.
  func extend(
    _ desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy, templatePath: [String]
  ) async throws -> PlannedObject {
    try desired.permit(on: live)
    let manager = ExtensionManager.name(of: desired.podPattern)
    var taken: [FieldConflict] = []
    var after: JSON
    do {
      after = try await send(desired.content, to: live.id, as: manager, force: false)
    } catch {
      guard !error.conflicts.isEmpty else { throw error.isRejection ? ApplyRefusal.rejected(live.id, error) : error }
      taken = try desired.conflicts(error.conflicts, with: live, policy: policy)
      after = try await send(desired.content, to: live.id, as: manager, force: true)
    }
    for path in live.touched(by: desired.podPattern) where !desired.touched.contains(path) { after.remove(path) }
    return PlannedObject(
      live.id, .change, before: live.object, after: after, manager: manager, templatePath: templatePath, taken: taken)
  }

  /// An object of somebody else's as it would be given back.
  func release(_ live: LiveTarget, from podPattern: String) async throws(KubernetesError) -> PlannedObject {
    let manager = ExtensionManager.name(of: podPattern)
    var after: JSON
    if live.id.resource.isKubernetesOwn {
      after = try await send(live.id.nothing(uid: live.uid), to: live.id, as: manager, force: false)
    } else {
      after = try await client.patch(
        live.id.resource, live.id.key, jsonPatch: live.removal(of: podPattern),
        options: WriteOptions(fieldManager: manager, dryRun: true))
    }
    for path in live.touched(by: podPattern) { after.remove(path) }
    return PlannedObject(live.id, .release, before: live.object, after: after, manager: manager)
  }

  /// The end of an object that is no longer declared.
  func delete(_ live: LiveObject, before: JSON) async throws(KubernetesError) -> PlannedObject {
    try await client.delete(
      live.id.resource, live.id.key, preconditions: Preconditions(uid: live.uid), dryRun: true)
    return PlannedObject(live.id, .delete, before: before, after: Optional.none, manager: fieldManager)
  }

  private func send(
    _ content: JSON, to id: ObjectID, as manager: String, force: Bool
  ) async throws(KubernetesError) -> JSON {
    try await client.apply(
      id.resource, id.key, content, options: ApplyOptions(fieldManager: manager, force: force, dryRun: true))
  }
}
