/// A kind of Kubernetes' own that has a pod template which can be changed.
struct TargetKind: Sendable {
  let kind: String
  let group: String
  let version: String
  let templatePath: String

  /// Where most kinds have their pod template, also those of other projects.
  static let usualTemplatePath = "spec.template"

  static let all =
    ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"].map {
      TargetKind(kind: $0, group: "apps", version: "v1", templatePath: usualTemplatePath)
    } + [
      TargetKind(kind: "CronJob", group: "batch", version: "v1", templatePath: "spec.jobTemplate.spec.template")
    ]

  /// The group and version of Kubernetes 1.21 and newer.
  var apiVersion: String { "\(group)/\(version)" }

  static func kind(named name: String) -> TargetKind? { all.first { $0.kind == name } }

  /// Whether this is the kind in some version of the group, and not another project's kind of the same name.
  func isServed(in apiVersion: String) -> Bool { apiVersion.hasPrefix("\(group)/") }
}

/// A kind of Kubernetes' own whose pods cannot be changed.
struct RefusedKind: Sendable {
  let kind: String
  /// How the group and version with a `/` after it begins: other projects have kinds of the same name.
  let prefix: String
  let reason: String

  static let all = [
    RefusedKind(
      kind: "Job", prefix: "batch/",
      reason: "the pod template of a Job cannot be changed: extend the CronJob or whatever else creates the Job"),
    RefusedKind(
      kind: "Pod", prefix: "v1/",
      reason: "the containers of a Pod cannot be changed: extend the Deployment or whatever else creates the Pod"),
  ]

  func isServed(in apiVersion: String) -> Bool { "\(apiVersion)/".hasPrefix(prefix) }
}
