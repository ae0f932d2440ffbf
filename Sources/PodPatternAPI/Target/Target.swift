/// An application that somebody else runs: any object of the PodPattern's namespace that has a pod template.
public struct Target: Sendable, Hashable, CustomStringConvertible {
  /// The object's kind, such as `Deployment`.
  public let kind: String
  /// The object's name.
  public let name: String
  /// The object's group and version; `nil` only for a kind that is known.
  public let apiVersion: String?
  /// The name of the Service before the pods; `nil` where none is to be extended.
  public let service: String?
  /// Where in the object its pod template is, as names of fields between dots; `nil` for the usual place.
  public let templatePath: String?

  /// The object's group and version, as its kind has it where the manifest names none.
  public var resolvedAPIVersion: String { apiVersion ?? TargetKind.kind(named: kind)?.apiVersion ?? "" }

  /// The fields that lead to the pod template, the outermost first.
  public var resolvedTemplatePath: [String] {
    let known = TargetKind.kind(named: kind).flatMap { $0.isServed(in: resolvedAPIVersion) ? $0 : nil }
    return (templatePath ?? known?.templatePath ?? TargetKind.usualTemplatePath).split(separator: ".").map(String.init)
  }

  /// The kind and name, such as `Deployment/elasticsearch`.
  public var description: String { "\(kind)/\(name)" }
}

extension Target: Fragment {
  init(reading fields: inout FieldReader) {
    kind = fields.required(
      "kind", .string(.kind),
      """
      The kind of the object: Deployment, StatefulSet, DaemonSet, ReplicaSet, CronJob, or with apiVersion any other that \
      has a pod template. A Job and a Pod cannot be extended, only what creates them.
      """)
    name = fields.required(
      "name", .string(.subdomain), "The name of the object, which is in the namespace of this PodPattern.")
    apiVersion = fields.optional(
      "apiVersion", .string(.apiVersion),
      """
      The group and version of the object, such as argoproj.io/v1alpha1. The kinds that the text of kind lists do not \
      need it.
      """)
    service = fields.optional(
      "service", .string(.label),
      "The name of the Service before the pods, which gets the ports that patterns add. Leave it out for none.")
    templatePath = fields.optional(
      "templatePath", .string(.fieldPath),
      """
      Where in the object its pod template is, as names of fields between dots. The default is spec.template, and \
      spec.jobTemplate.spec.template for a CronJob.
      """)
    describeRules(in: &fields)
  }

  private func describeRules(in fields: inout FieldReader) {
    for refused in RefusedKind.all {
      fields.rule(
        """
        self.kind != '\(refused.kind)' || \
        (has(self.apiVersion) && !(self.apiVersion + '/').startsWith('\(refused.prefix)'))
        """,
        refused.reason, about: "kind",
        holds: kind != refused.kind || apiVersion.map { !refused.isServed(in: $0) } ?? false)
    }
    let kinds = TargetKind.all.map(\.kind)
    let others = kinds + RefusedKind.all.map(\.kind)
    fields.rule(
      "has(self.apiVersion) || self.kind in [\(others.map { "'\($0)'" }.joined(separator: ", "))]",
      "apiVersion must be set for any kind but \(kinds.joined(separator: ", "))",
      about: "apiVersion", holds: apiVersion != nil || others.contains(kind))
  }
}
