import JSONTree

/// What a `PodPattern` extends, as its owners want it: without what the `PodPattern` itself has added.
public struct TargetState: Sendable {
  /// The whole object, a Deployment for example.
  public var workload: JSON
  /// The Service that `spec.target.service` names; `nil` where none is named.
  public var service: JSON?
  /// Who added a container, by its name, such as `PodPattern "other"`; a container that is not listed is the owner's.
  public var holders: [String: String]

  /// The state of a target.
  public init(workload: JSON, service: JSON? = nil, holders: [String: String] = [:]) {
    self.workload = workload
    self.service = service
    self.holders = holders
  }
}
