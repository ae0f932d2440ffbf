import JSONTree
import KubernetesClient
import PodPatternAPI

/// Makes one object of the cluster what a PodPattern wants, by server-side apply.
///
/// The operator forces: the objects are its own, and what somebody else set in them is put back. What somebody else
/// *created* under the same name is never touched.
struct Applier: Sendable {
  let client: KubernetesClient
  let owned: OwnedObjects

  /// Applies an object and returns it as it is now.
  ///
  /// - Parameter live: the object as last seen. The apply itself makes sure that it is this one, or that there is none.
  /// - Throws: ``ApplyRefusal`` where applying is not to be done or was rejected; `KubernetesError` where it can be tried
  ///   again.
  func apply(_ desired: DesiredObject, live: LiveObject?, owner: ObservedPodPattern.Identity) async throws -> LiveObject
  {
    guard let live else { return try await create(desired, owner: owner) }
    try Self.permit(live, owner: owner)
    return try await send(desired.content.applicable(onlyTo: live), as: desired.id)
  }

  /// Applies an object that is not there as far as we know: somebody else's may be, or one of ours not seen yet.
  private func create(_ desired: DesiredObject, owner: ObservedPodPattern.Identity) async throws -> LiveObject {
    var refusal: ApplyRefusal?
    do {
      return try await send(desired.content.applicableOnlyAsNew, as: desired.id)
    } catch let rejection as ApplyRefusal {
      // Old servers validate what the two objects would make together before they compare versions.
      refusal = rejection
    } catch let error as KubernetesError {
      guard error.isConflict || error.refusesPrecondition else { throw error }
    }
    let occupant = try await current(desired.id)
    if let occupant { try Self.permit(occupant, owner: owner) }
    if let refusal { throw refusal }
    return try await send(occupant.map(desired.content.applicable(onlyTo:)) ?? desired.content, as: desired.id)
  }

  private func send(_ content: JSON, as id: ObjectID) async throws -> LiveObject {
    do {
      return try await owned.write(id) {
        try await client.apply(
          id.resource, id.key, content, options: ApplyOptions(fieldManager: fieldManager, force: true),
          keeping: LiveObject.filter)
      }
    } catch let error as KubernetesError {
      throw error.isRejection ? ApplyRefusal.rejected(id, error) : error
    }
  }

  private func current(_ id: ObjectID) async throws -> LiveObject? {
    let object: JSON
    do {
      object = try await client.get(id.resource, id.key)
    } catch {
      guard error.isNotFound else { throw error }
      return nil
    }
    return try LiveObject(object, resource: id.resource)
  }

  /// Makes sure that an object may be applied to.
  static func permit(_ occupant: LiveObject, owner: ObservedPodPattern.Identity) throws(ApplyRefusal) {
    if occupant.isBeingDeleted { throw .awaitingDeletion(occupant.id) }
    switch occupant.ownership(for: owner) {
    case .ours: return
    case .predecessors: throw .awaitingDeletion(occupant.id)
    case .foreign: throw .notOwned(occupant.id)
    }
  }
}

/// Why an object was not applied, where trying again at once would change nothing.
enum ApplyRefusal: Error {
  /// Somebody else created an object of this name.
  case notOwned(ObjectID)
  /// An object of this name is on its way out; its successor follows when it is gone.
  case awaitingDeletion(ObjectID)
  /// The API server, or a policy in it, does not accept the object.
  case rejected(ObjectID, KubernetesError)
}

extension JSON {
  /// The object with the uid of a live one: applied to its successor it is a conflict, and so where there is none.
  fileprivate func applicable(onlyTo live: LiveObject) -> JSON {
    var object = self
    object["metadata"]?["uid"] = .string(live.uid)
    return object
  }

  /// The object with a version that none on the server can have, since the store's first revision is written by the
  /// server itself: applying it makes a new object or is a conflict, and never touches what is there.
  var applicableOnlyAsNew: JSON {
    var object = self
    object["metadata"]?["resourceVersion"] = "1"
    return object
  }
}

extension KubernetesError {
  /// Whether the server cannot make a new object of one that names a version, as 1.20 with Services.
  fileprivate var refusesPrecondition: Bool {
    status?.message.contains("resourceVersion should not be set on objects to be created") ?? false
  }

  /// Whether the server examined the object and refused its content.
  ///
  /// A field that the server does not know makes an apply fail while it is typed, for which older servers answer with
  /// an internal error.
  var isRejection: Bool {
    guard let status else { return false }
    return status.isInvalid || status.code == 400 || status.message.contains("failed to create typed patch object")
  }
}
