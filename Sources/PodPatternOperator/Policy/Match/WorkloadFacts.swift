import JSONTree
import PodPatternAPI

/// What decides, of a workload, whether policies match it, and what they would change.
struct WorkloadFacts: Sendable, Hashable {
  let uid: String
  let labels: [String: String]
  /// What its annotations say to policies, by the policies' names.
  let overrides: [String: String]
  /// Counts the changes of its spec.
  let generation: Int
  let isBeingDeleted: Bool

  init(_ object: JSON) {
    let metadata = object["metadata"]
    uid = metadata?["uid"]?.string ?? ""
    labels = (metadata?["labels"]?.object ?? [:]).compactMapValues(\.string)
    let prefix = ClusterPodPattern.overridePrefix
    let overrides = (metadata?["annotations"]?.object ?? [:]).filter { $0.key.hasPrefix(prefix) }
    self.overrides = Dictionary(
      uniqueKeysWithValues: overrides.map { (String($0.key.dropFirst(prefix.count)), $0.value.string ?? "") })
    generation = Int(metadata?["generation"]?.integer ?? 0)
    isBeingDeleted = metadata?["deletionTimestamp"] != nil
  }
}
