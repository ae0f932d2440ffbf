import JSONTree
import KubernetesClient
import PodPatternAPI

/// What a change of a workload means for its pods.
enum PodChange: Sendable, Hashable {
  /// The pod template stays as it is.
  case none
  /// New pods take the place of the present ones.
  case restart
  /// As ``restart``, when somebody resumes the workload.
  case restartWhenResumed
  /// The present pods stay; those made from now on are others.
  case newPodsOnly

  /// - Returns: `nil` where one of the two is no workload.
  init?(from before: JSON?, to after: JSON?, templatePath: [String]) {
    guard let after, let old = before?.value(at: templatePath), let new = after.value(at: templatePath) else {
      return nil
    }
    self = old == new ? .none : Self.consequence(for: after)
  }

  private static func consequence(for workload: JSON) -> PodChange {
    if ["CronJob", "ReplicaSet"].contains(workload["kind"]?.string) { return .newPodsOnly }
    if workload["spec", "updateStrategy", "type"] == "OnDelete" { return .newPodsOnly }
    return workload["spec", "paused"] == true ? .restartWhenResumed : .restart
  }
}

extension PodChange: CustomStringConvertible {
  /// The consequence, as the end of a sentence about the workload.
  var description: String {
    switch self {
    case .none: "its pods do not restart"
    case .restart: "its pods restart"
    case .restartWhenResumed: "its pods restart when it is resumed"
    case .newPodsOnly: "its pods stay, and new ones are changed"
    }
  }
}

extension APIResource {
  /// Where objects of this resource have their pod template, if they have one.
  var knownTemplatePath: [String] {
    (TargetKind.kind(named: kind)?.templatePath ?? TargetKind.usualTemplatePath).split(separator: ".").map(String.init)
  }
}
