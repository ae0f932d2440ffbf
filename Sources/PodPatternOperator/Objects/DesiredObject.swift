import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// An object as a PodPattern wants it, ready to be applied.
struct DesiredObject: Sendable {
  let id: ObjectID
  let content: JSON
  /// Differs when anything that we would apply differs.
  let fingerprint: Fingerprint

  /// - Parameter composed: an object of the pattern library, of one of the kinds that the operator owns.
  init?(composed: JSON, owner: ObservedPodPattern.Identity, deletionPolicy: DeletionPolicy) {
    let known = APIResource.ownedByPodPatterns + APIResource.monitors.values
    guard let resource = known.first(where: { $0.describes(composed) }),
      let name = composed["metadata", "name"]?.string
    else { return nil }
    id = ObjectID(resource: resource, key: ObjectKey(namespace: owner.key.namespace, name: name))
    content = deletionPolicy == .delete ? composed.owned(by: owner) : composed
    fingerprint = Fingerprint(of: content)
  }
}

extension JSON {
  /// With an owner reference: the garbage collector deletes the object after its owner.
  ///
  /// `blockOwnerDeletion` stays unset: it would need a right on the owner's finalizers and delay nothing worth waiting for.
  fileprivate func owned(by owner: ObservedPodPattern.Identity) -> JSON {
    var object = self
    object["metadata"]?["ownerReferences"] = [
      [
        "apiVersion": .string(PodPattern.apiVersion), "kind": .string(PodPattern.kind),
        "name": .string(owner.key.name), "uid": .string(owner.uid), "controller": true,
      ]
    ]
    return object
  }
}
