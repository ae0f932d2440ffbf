import JSONTree

/// An application that the operator runs as a Deployment. The fields are those of `apps/v1` `DeploymentSpec`.
public struct Workload: Sendable, Hashable {
  /// How many pods; `nil` leaves it to an autoscaler, or to the default of one.
  public let replicas: Int?
  /// How pods are replaced (`DeploymentStrategy`).
  public let strategy: JSON?
  /// For how many seconds a new pod has to be ready before it counts as available.
  public let minReadySeconds: Int?
  /// After how many seconds without progress a rollout counts as failed; Kubernetes' default is 600.
  public let progressDeadlineSeconds: Int?
  /// How many old ReplicaSets to keep for a rollback.
  public let revisionHistoryLimit: Int?
  /// The pods (`PodTemplateSpec`), with at least one container; names of containers differ.
  public let template: JSON
  /// The Service before the pods; `nil` for none.
  public let service: WorkloadService?
}

extension Workload: Fragment {
  /// The range of a count or a time in Kubernetes.
  private static let int32 = 0...Int(Int32.max)

  init(reading fields: inout FieldReader) {
    replicas = fields.optional(
      "replicas", .integer(Self.int32),
      "The number of pods. Leave it out where an autoscaler sets it; Kubernetes then begins with one.")
    strategy = fields.optional(
      "strategy", .embedded,
      "How pods are replaced by new ones, as in a Deployment (DeploymentStrategy). The default is RollingUpdate.")
    minReadySeconds = fields.optional(
      "minReadySeconds", .integer(Self.int32),
      "For how many seconds a new pod has to be ready before it counts as available. The default is 0.")
    progressDeadlineSeconds = fields.optional(
      "progressDeadlineSeconds", .integer(1...Self.int32.upperBound),
      "After how many seconds without progress a rollout counts as failed. The default is 600.")
    revisionHistoryLimit = fields.optional(
      "revisionHistoryLimit", .integer(Self.int32),
      "The number of old ReplicaSets to keep for a rollback. The default is 10.")
    template = fields.required(
      "template", .embedded(PodTemplateFields.self),
      "The pods: an ordinary pod template (PodTemplateSpec), as in a Deployment. It is kept as it is, and extended.")
    service = fields.optional(
      "service", .object,
      "The Service before the pods. It has the PodPattern's name and selects its pods. Leave it out for none.")
    fields.rule(
      """
      !has(self.minReadySeconds) || \
      (has(self.progressDeadlineSeconds) ? self.progressDeadlineSeconds : 600) > self.minReadySeconds
      """,
      "progressDeadlineSeconds (default 600) must be greater than minReadySeconds",
      about: "progressDeadlineSeconds", "minReadySeconds",
      holds: (progressDeadlineSeconds ?? 600) > (minReadySeconds ?? 0))
  }
}
