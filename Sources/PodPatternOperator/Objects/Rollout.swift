import JSONTree
import PodPatternAPI

/// How far a Deployment's pods are with its newest template, by the rules of `kubectl rollout status`; or a Job is.
enum Rollout: Sendable, Hashable {
  case complete
  case progressing
  case failed(reason: String, message: String)
  /// Nothing happens until somebody resumes it.
  case paused

  /// Reads `spec.replicas`, `metadata.generation` and `status` of a Deployment as the API server returns it.
  init(deployment: JSON) {
    let status = deployment["status"]
    let isObserved = Self.isObserved(deployment)
    if isObserved, let failure = Self.failure(in: status?["conditions"]?.array ?? []) {
      self = failure
      return
    }
    let count = { (field: String) in status?[field]?.integer ?? 0 }
    let replicas = deployment["spec", "replicas"]?.integer ?? 1
    let isComplete =
      isObserved && count("updatedReplicas") >= replicas
      && count("replicas") <= count("updatedReplicas")
      && count("availableReplicas") >= count("updatedReplicas")
    self = isComplete ? .complete : deployment["spec", "paused"] == true ? .paused : .progressing
  }

  /// Reads the conditions of a Job, one of which says when it has ended, and how.
  init(job: JSON) {
    let ended = (job["status", "conditions"]?.array ?? []).filter { $0["status"] == "True" }
    if let failure = ended.first(where: { $0["type"] == "Failed" }) {
      self = .failed(reason: failure["reason"]?.string ?? "", message: failure["message"]?.string ?? "")
    } else {
      self = ended.contains { $0["type"] == "Complete" } ? .complete : .progressing
    }
  }

  /// Whether what the status says is of the newest template.
  static func isObserved(_ object: JSON) -> Bool {
    observedGeneration(of: object) ?? 0 >= object["metadata", "generation"]?.integer ?? 0
  }

  /// A number, which Argo's Rollouts give as text; `nil` where the status says nothing of it.
  static func observedGeneration(of object: JSON) -> Int64? {
    let observed = object["status", "observedGeneration"]
    return observed?.integer ?? observed?.string.flatMap { Int64($0) }
  }

  /// What conditions say that need somebody's help: those of a Deployment, `Stalled` by the rules of kstatus, and `InvalidSpec` of
  /// Argo's Rollouts.
  static func failure(in conditions: [JSON]) -> Rollout? {
    for condition in conditions {
      let reason = condition["reason"]?.string ?? ""
      let isFailure =
        (condition["type"] == "Progressing" && condition["status"] == "False" && reason == "ProgressDeadlineExceeded")
        || (["ReplicaFailure", "Stalled", "InvalidSpec"].contains(condition["type"]) && condition["status"] == "True")
      guard isFailure else { continue }
      return .failed(
        reason: Condition.isReason(reason) ? reason : condition["type"]?.string ?? "",
        message: condition["message"]?.string ?? "")
    }
    return nil
  }
}
