import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// What one look at a PodPattern came to; the conditions of its status say just this.
enum Outcome: Sendable {
  /// `spec.suspend` is set: nothing was looked at.
  case suspended
  /// Everything is applied; the rollout is that of the workload.
  case applied(workload: ObjectID, Rollout, warnings: [Warning])
  /// Something has to happen in the cluster first.
  case waiting(reason: String, message: String)
  /// Somebody has to change something first.
  case stalled(reason: String, message: String)

  /// The problems that the pattern library found, or that the resource's own rules name.
  static func invalid(_ problems: [Problem]) -> Outcome {
    .stalled(reason: "InvalidSpec", message: problems.map(\.description).joined(separator: "\n"))
  }

  /// What a refusal to apply means for the PodPattern.
  static func refused(_ refusal: ApplyRefusal) -> Outcome {
    switch refusal {
    case .notOwned(let id):
      .stalled(
        reason: "ObjectNotOwned",
        message: "\(id) exists and was not created by this PodPattern; rename or delete one of the two")
    case .awaitingDeletion(let id):
      .waiting(reason: "AwaitingDeletion", message: "an earlier \(id) is being deleted")
    case .rejected(let id, let error):
      .stalled(
        reason: "Rejected", message: "the API server does not accept \(id): \(error.status?.message ?? "\(error)")")
    }
  }
}
