import JSONTree
import KubernetesClient
import PodPatternAPI

/// A kept revision of a policy: a `ControllerRevision`, as the operator remembers it.
struct StoredRevision: Sendable, Hashable {
  let key: ObjectKey
  let uid: String
  let number: Int
  let definition: PolicyDefinition
  /// The name of the policy.
  let policy: String?
  /// The uid of the policy that owns it.
  let owner: String?

  /// - Throws: ``UnreadableObject`` where the object has no name or uid.
  init(_ object: JSON) throws(UnreadableObject) {
    let (id, uid) = try ObjectID.identify(object, resource: .controllerRevisions)
    key = id.key
    self.uid = uid
    number = Int(object["revision"]?.integer ?? 0)
    definition = PolicyDefinition(object["data"] ?? [:])
    policy = object["metadata", "labels", PolicyMarks.policy]?.string
    owner = PolicyOwnership.uid(of: object)
  }

  /// A new revision, ready to be created.
  static func object(_ definition: PolicyDefinition, number: Int, of policy: ObservedPolicy, namespace: String) -> JSON
  {
    let fingerprint = Fingerprint(of: [.string(policy.uid), .string(definition.fingerprint.description)])
    return [
      "apiVersion": .string(APIResource.controllerRevisions.apiVersion),
      "kind": .string(APIResource.controllerRevisions.kind),
      "metadata": [
        "name": .string("\(policy.name)-\(fingerprint)"), "namespace": .string(namespace),
        "labels": [PolicyMarks.policy: .string(policy.name)],
        "ownerReferences": [PolicyOwnership.reference(to: policy)],
      ],
      "revision": .integer(Int64(number)), "data": definition.content,
    ]
  }
}
