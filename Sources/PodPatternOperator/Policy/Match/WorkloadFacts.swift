import FoundationEssentials
import JSONTree
import PodPatternAPI

/// What decides, of a workload, whether policies match it, and what they would change.
struct WorkloadFacts: Sendable, Hashable {
  let uid: String
  /// Its own marks.
  let own: Marks
  /// Those of the Pods that it makes.
  let pods: Marks
  let createdAt: Date?
  /// Counts the changes of its spec.
  let generation: Int
  let isBeingDeleted: Bool

  /// What selectors look at.
  struct Marks: Sendable, Hashable {
    let labels: [String: String]
    /// What annotations say to policies, by the policies' names.
    let overrides: [String: String]

    fileprivate init(_ metadata: JSON?) {
      labels = (metadata?["labels"]?.object ?? [:]).compactMapValues(\.string)
      let prefix = ClusterPodPattern.overridePrefix
      let overrides = (metadata?["annotations"]?.object ?? [:]).filter { $0.key.hasPrefix(prefix) }
      self.overrides = Dictionary(
        uniqueKeysWithValues: overrides.map { (String($0.key.dropFirst(prefix.count)), $0.value.string ?? "") })
    }
  }

  init(_ object: JSON) {
    let metadata = object["metadata"]
    uid = metadata?["uid"]?.string ?? ""
    own = Marks(metadata)
    let pods = Marks(object["spec", "template", "metadata"])
    // Most workloads have the labels of their Pods: one copy serves both.
    self.pods = pods == own ? own : pods
    createdAt = metadata?["creationTimestamp"]?.string.flatMap(Date.init(rfc3339:))
    generation = Int(metadata?["generation"]?.integer ?? 0)
    isBeingDeleted = metadata?["deletionTimestamp"] != nil
  }
}
