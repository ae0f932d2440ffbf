import JSONTree

/// A Job that has to complete before the workload is applied.
struct PodJob: Sendable {
  let name: String
  let container: Sourced<JSON>
  /// What the container may mount beside the volumes of the template.
  let volumes: [Sourced<JSON>]
  let backoffLimit: Int
  let activeDeadlineSeconds: Int?
}
