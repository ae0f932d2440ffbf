import JSONTree

/// What of a member is its policy's doing: the labels, the owner and the spec. Whoever changes any of it changes the
/// fingerprint.
enum MemberContent {
  static func fingerprint(of object: JSON) -> Fingerprint {
    let metadata = object["metadata"]
    return Fingerprint(of: [
      "policy": metadata?["labels", PolicyMarks.policy] ?? .null,
      "revision": metadata?["labels", PolicyMarks.revision] ?? .null,
      "delivery": metadata?["labels", PolicyMarks.delivery] ?? .null,
      "owner": .string(PolicyOwnership.uid(ofMember: object) ?? ""), "spec": object["spec"] ?? .null,
    ])
  }
}
