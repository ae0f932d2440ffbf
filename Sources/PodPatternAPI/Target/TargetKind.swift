/// A kind of Kubernetes' own that has a pod template which can be changed.
public struct TargetKind: Sendable, Hashable {
  /// The kind, such as `Deployment`.
  public let kind: String
  let group: String
  let version: String
  /// Where its pod template is, as names of fields between dots.
  public let templatePath: String
  /// What `kubectl` takes for it, too, such as `deploy`.
  let shortName: String

  /// Where most kinds have their pod template, also those of other projects.
  public static let usualTemplatePath = "spec.template"

  /// All such kinds.
  public static let all =
    [("Deployment", "deploy"), ("StatefulSet", "sts"), ("DaemonSet", "ds"), ("ReplicaSet", "rs")].map {
      TargetKind(kind: $0, group: "apps", version: "v1", templatePath: usualTemplatePath, shortName: $1)
    } + [
      TargetKind(
        kind: "CronJob", group: "batch", version: "v1", templatePath: "spec.jobTemplate.spec.template", shortName: "cj")
    ]

  /// The group and version of Kubernetes 1.21 and newer.
  public var apiVersion: String { "\(group)/\(version)" }

  /// The kind of this very name.
  public static func kind(named name: String) -> TargetKind? { all.first { $0.kind == name } }

  /// The kind that a person means: in any case, singular, plural or short, with or without its group, as `kubectl` takes
  /// it: `deploy`, `statefulsets`, `CronJob.batch`.
  public static func kind(writtenAs text: String) -> TargetKind? {
    let text = text.lowercased()
    return all.first { kind in
      let singular = kind.kind.lowercased()
      return [singular, "\(singular)s", kind.shortName].contains { text == $0 || text == "\($0).\(kind.group)" }
    }
  }

  /// Whether this is the kind in some version of the group, and not another project's kind of the same name.
  public func isServed(in apiVersion: String) -> Bool { apiVersion.hasPrefix("\(group)/") }
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
