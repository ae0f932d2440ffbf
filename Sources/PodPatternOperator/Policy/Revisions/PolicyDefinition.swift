import JSONTree
import PodPatternAPI

/// What a policy gives all of its members: the part of its spec that is kept as a revision.
struct PolicyDefinition: Sendable, Hashable {
  /// `serviceAccountName`, `application`, `conflictPolicy` and `patterns`, as the spec of a PodPattern has them.
  let content: JSON
  let fingerprint: Fingerprint

  /// Takes it out of a policy's spec.
  init(ofSpec spec: JSON) {
    var content: JSON = [
      "conflictPolicy": spec["conflictPolicy"] ?? .string(ConflictPolicy.fail.rawValue),
      "patterns": spec["patterns"] ?? [],
    ]
    for field in ["serviceAccountName", "application"] { content[field] = spec[field] }
    self.init(content)
  }

  /// Takes it as a revision keeps it.
  init(_ content: JSON) {
    self.content = content
    fingerprint = Fingerprint(of: content)
  }
}
