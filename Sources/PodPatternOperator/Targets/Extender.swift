import JSONTree
import KubernetesClient
import PodPatternAPI

/// Adds a PodPattern's fields to an object of somebody else's, and gives it back.
///
/// Fields that it has to set inside an entry of the owner's own lists, such as a variable of the application's
/// container, it disowns at once: they would keep the entry from going when its owner removes it, and the API server would
/// refuse the owner's apply for what is left of the entry. What nobody owns goes with its entry. The annotation of
/// ``ExtensionMark`` remembers these fields; before they are changed or removed they are claimed again. Claiming and
/// disowning write `metadata.managedFields` alone, which changes neither the generation nor any pod.
struct Extender: Sendable {
  let client: KubernetesClient
  let targets: Targets

  /// What came of extending an object.
  struct Result: Sendable {
    let live: LiveTarget
    /// The fields that were taken from other managers.
    var taken: [FieldConflict] = []
  }

  /// Applies an extension, so that the object has it and nothing else of its PodPattern.
  ///
  /// - Throws: ``ExtensionRefusal`` where others own what is wanted, or the server does not accept it; `KubernetesError`
  ///   where it can be tried again.
  func extend(_ desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy) async throws -> Result {
    try desired.permit(on: live)
    let applied: Result
    do {
      applied = try await replace(desired, live: live, policy: policy)
    } catch let refusal as ApplyRefusal {
      // It may be for what has to go that the schema of a custom kind refuses it.
      guard !live.id.resource.isKubernetesOwn, live.fields(of: desired.podPattern) != nil else { throw refusal }
      applied = try await apply(desired, live: try await remove(desired.podPattern, from: live), policy: policy)
    }
    let disowned = try await disown(desired.touched, of: applied.live, for: desired.podPattern)
    return Result(live: disowned, taken: applied.taken)
  }

  /// Applies an extension in place of what the PodPattern has there.
  private func replace(_ desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy) async throws -> Result {
    let stale = live.touched(by: desired.podPattern).filter { !desired.touched.contains($0) }
    guard stale.isEmpty || live.id.resource.isKubernetesOwn else {
      // The list of a custom kind may have no keys by which the server could find what has to go.
      return try await apply(desired, live: try await remove(desired.podPattern, from: live), policy: policy)
    }
    let claimed = try await claim(stale, of: live, for: desired.podPattern)
    return try await apply(desired, live: claimed, policy: policy)
  }

  /// Removes everything that a PodPattern has added to an object.
  ///
  /// - Throws: `KubernetesError` where it can be tried again, also where another object has the name by now.
  func release(_ live: LiveTarget, from podPattern: String) async throws {
    do {
      guard live.id.resource.isKubernetesOwn else {
        _ = try await remove(podPattern, from: live)
        return
      }
      try await giveBack(live, from: podPattern)
    } catch let error as KubernetesError {
      guard error.isNotFound else { throw error }
    }
  }

  private func giveBack(_ live: LiveTarget, from podPattern: String) async throws {
    let touched = live.touched(by: podPattern)
    let claimed = try await claim(touched, of: live, for: podPattern)
    do {
      try await applyNothing(to: claimed, for: podPattern)
    } catch let error as KubernetesError {
      // What others have added since may need it: ports of a Service have names where there are several.
      guard error.isInvalid, !touched.isEmpty else { throw error }
      try await applyNothing(to: try await disown(touched, of: claimed, for: podPattern), for: podPattern)
    }
  }

  private func applyNothing(to live: LiveTarget, for podPattern: String) async throws {
    _ = try await send(live.id.nothing(uid: live.uid), to: live.id, for: podPattern)
  }

  /// See ``LiveTarget/removal(of:)``.
  private func remove(_ podPattern: String, from live: LiveTarget) async throws -> LiveTarget {
    let answer = try await client.patch(
      live.id.resource, live.id.key, jsonPatch: live.removal(of: podPattern),
      options: WriteOptions(fieldManager: ExtensionManager.name(of: podPattern)))
    return try targets.record(answer, resource: live.id.resource)
  }

  private func apply(_ desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy) async throws -> Result {
    do {
      return Result(live: try await send(desired.content, to: live.id, for: desired.podPattern))
    } catch let error as KubernetesError {
      guard !error.conflicts.isEmpty else { throw error.isRejection ? ApplyRefusal.rejected(live.id, error) : error }
      return try await resolve(error.conflicts, of: desired, live: live, policy: policy)
    }
  }

  /// Takes what others have changed where it is the PodPattern's own, or where the user wants it so.
  ///
  /// With the version of the object: only the conflicts that were examined are resolved.
  private func resolve(
    _ conflicts: [FieldConflict], of desired: DesiredExtension, live: LiveTarget, policy: ConflictPolicy
  ) async throws -> Result {
    let foreign = try desired.conflicts(conflicts, with: live, policy: policy)
    var content = desired.content
    content["metadata"]?["resourceVersion"] = .string(live.resourceVersion)
    let forced = try await send(content, to: live.id, for: desired.podPattern, force: true)
    return Result(live: forced, taken: foreign)
  }

  private func send(
    _ content: JSON, to id: ObjectID, for podPattern: String, force: Bool = false
  ) async throws -> LiveTarget {
    let answer = try await client.apply(
      id.resource, id.key, content,
      options: ApplyOptions(fieldManager: ExtensionManager.name(of: podPattern), force: force))
    return try targets.record(answer, resource: id.resource)
  }

  /// Makes the PodPattern's manager the owner of fields that nobody owns.
  private func claim(
    _ paths: [ManagedFieldPath], of live: LiveTarget, for podPattern: String
  ) async throws -> LiveTarget {
    try await changeOwnership(of: live, for: podPattern) { $0.inserting(paths) }
  }

  /// Makes nobody the owner of fields that the PodPattern's manager owns.
  private func disown(
    _ paths: [ManagedFieldPath], of live: LiveTarget, for podPattern: String
  ) async throws -> LiveTarget {
    try await changeOwnership(of: live, for: podPattern) { $0.removing(paths.map(\.entry)) }
  }

  private func changeOwnership(
    of live: LiveTarget, for podPattern: String, _ change: (FieldSet) -> FieldSet
  ) async throws -> LiveTarget {
    let manager = ExtensionManager.name(of: podPattern)
    let before = live.ownership.fields(of: manager)
    let after = change(before)
    guard after != before, let index = live.ownership.index(of: manager) else { return live }
    let entry = "/metadata/managedFields/\(index)"
    let answer = try await client.patch(
      live.id.resource, live.id.key,
      jsonPatch: [
        ["op": "test", "path": "/metadata/uid", "value": .string(live.uid)],
        ["op": "test", "path": .string("\(entry)/manager"), "value": .string(manager)],
        ["op": "test", "path": .string("\(entry)/operation"), "value": "Apply"],
        ["op": "replace", "path": .string("\(entry)/fieldsV1"), "value": after.fieldsV1],
      ], options: WriteOptions(fieldManager: manager))
    return try targets.record(answer, resource: live.id.resource)
  }
}

extension ManagedFieldPath {
  /// The outermost entry of the owner's list that a touched field is in: owning its key alone would hold it as well.
  fileprivate var entry: ManagedFieldPath {
    let keys = elements.indices.filter { if case .key = elements[$0] { true } else { false } }
    return keys.first.map { ManagedFieldPath(Array(elements[...$0])) } ?? self
  }
}

extension ObjectID {
  /// What a manager applies that wants nothing of the object any more.
  func nothing(uid: String) -> JSON {
    ["apiVersion": .string(resource.apiVersion), "kind": .string(resource.kind), "metadata": metadata(uid: uid)]
  }

  /// The metadata by which an apply names this very object: with the uid it can never make a new one.
  func metadata(uid: String) -> JSON {
    var metadata: JSON = ["name": .string(key.name), "uid": .string(uid)]
    metadata["namespace"] = key.namespace.map(JSON.string)
    return metadata
  }
}
