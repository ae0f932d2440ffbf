import JSONTree
import PodPatternAPI

/// What a policy gives all of its members: the part of its spec that is kept as a revision.
struct PolicyDefinition: Sendable, Hashable {
  /// `serviceAccountName`, `application`, `conflictPolicy` and `patterns`, as the spec of a PodPattern has them.
  let content: JSON
  let fingerprint: Fingerprint

  private static let fields = ["conflictPolicy", "patterns", "serviceAccountName", "application"]

  /// Takes it out of a policy's spec.
  init(ofSpec spec: JSON) {
    var content: JSON = ["conflictPolicy": .string(ConflictPolicy.fail.rawValue), "patterns": []]
    for field in Self.fields { content[field] = spec[field] ?? content[field] }
    self.init(content)
  }

  /// A policy's spec with this definition in place of its own.
  func replacing(in spec: JSON) -> JSON {
    Self.fields.reduce(into: spec) { $0[$1] = content[$1] }
  }

  /// Takes it as a revision keeps it.
  init(_ content: JSON) {
    self.content = content
    fingerprint = Fingerprint(of: content)
  }
}
