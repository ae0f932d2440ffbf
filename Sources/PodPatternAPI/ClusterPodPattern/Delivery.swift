/// How the containers of a policy get into the pods.
public enum Delivery: String, Sendable, Hashable, CaseIterable {
  /// The operator chooses.
  case auto = "Auto"
  /// The operator extends the pod templates of the workloads.
  case template = "Template"
  /// The API server adds them to every new Pod, by a policy that it is given.
  case admission = "Admission"
}
