import JSONTree
import KubernetesClient
import PatternLibrary
import PodPatternAPI

/// What one look at a PodPattern came to; the conditions of its status say just this.
enum Outcome: Sendable {
  /// `spec.suspend` is set: nothing was looked at, or what had been added was given back.
  case suspended(givenBack: Bool)
  /// Everything is applied; the rollout is that of the workload.
  case applied(workload: ObjectID, Rollout, warnings: [Warning])
  /// Something has to happen in the cluster first; with a summary, it is worth an event.
  case waiting(reason: String, message: String, summary: String? = nil)
  /// Somebody has to change something first. The summary is the message without values, for an event.
  case stalled(reason: String, message: String, summary: String)
  /// Others own what is wanted, and the user does not want it taken.
  case conflict(ExtensionRefusal)

  /// The problems that the pattern library found, or that the resource's own rules name.
  static func invalid(_ problems: [Problem]) -> Outcome {
    .stalled(
      reason: "InvalidSpec", message: problems.map(\.description).joined(separator: "\n"),
      summary: problems.map(\.summary).joined(separator: "; "))
  }

  /// What a refusal to apply means for the PodPattern.
  static func refused(_ refusal: ApplyRefusal) -> Outcome {
    switch refusal {
    case .notOwned(let id):
      notOwned("\(id) exists and was not created by this PodPattern; rename or delete one of the two")
    case .awaitingDeletion(let id):
      .waiting(reason: "AwaitingDeletion", message: "an earlier \(id) is being deleted")
    case .rejected(let id, let error):
      .stalled(
        reason: "Rejected", message: "the API server does not accept \(id): \(error.status?.message ?? "\(error)")",
        summary: "the API server does not accept \(id)\(fields(of: error)); its words are in the condition Stalled")
    }
  }

  /// What a Job that has not completed means for everything after it; `nil` where it has, and for other objects.
  static func heldBack(by live: LiveObject) -> Outcome? {
    guard live.id.resource == .jobs, let rollout = live.rollout else { return nil }
    switch rollout {
    case .complete: return nil
    case .progressing, .paused:
      return .waiting(
        reason: "Migrating", message: "waiting for \(live.id) to complete; until then nothing else is changed")
    case .failed(_, let message):
      let summary = "\(live.id) has failed, and nothing else was changed"
      return .stalled(
        reason: "MigrationFailed",
        message:
          "\(summary): \(message); see kubectl logs job/\(live.id.key.name), then change the migration's container, "
          + "or delete the Job to try again",
        summary: summary)
    }
  }

  private static func notOwned(_ message: String) -> Outcome {
    .stalled(reason: "ObjectNotOwned", message: message, summary: message)
  }

  private static func fields(of error: KubernetesError) -> String {
    let fields = error.status?.details.causes.map(\.field).filter { !$0.isEmpty } ?? []
    return fields.isEmpty ? "" : ", because of \(fields.joined(separator: ", "))"
  }

  /// What is to be extended is of a kind that is not there.
  static func kindUnknown(of target: Target) -> Outcome {
    .waiting(
      reason: "TargetKindUnknown",
      message:
        "the API server knows no kind \(target.kind) of \(target.resolvedAPIVersion) whose objects are in namespaces")
  }

  /// What is to be extended is not there.
  static func notFound(_ id: ObjectID) -> Outcome {
    .waiting(
      reason: "TargetNotFound", message: "\(id) does not exist in this namespace; it is extended as soon as it does")
  }

  /// A quota, an admission policy or a missing right: only time can tell when it has gone.
  static func forbidden(_ error: KubernetesError) -> Outcome {
    .waiting(
      reason: "Forbidden", message: "\(error)",
      summary: "the API server forbids what is declared; its words are in the condition Reconciling")
  }
}
