import JSONTree

/// A migration, of a database for example, that has to succeed before the application starts.
public struct Migrate: Sendable, Hashable {
  /// How often the migration runs.
  public enum Mode: String, Sendable, Hashable, CaseIterable {
    /// In every pod, as an init container.
    case eachPod = "EachPod"
    /// Once for each version of its container, as a Job, before any pod has the new template.
    case oncePerVersion = "OncePerVersion"
  }

  /// The migration's container, and its volumes.
  public let container: ContainerPattern
  /// How often it runs; `nil` for ``Mode/eachPod``.
  public let mode: Mode?
  /// How often a Job tries again; `nil` for 3.
  public let backoffLimit: Int?
  /// After how many seconds a Job counts as failed; `nil` for never.
  public let activeDeadlineSeconds: Int?
}

extension Migrate: Fragment {
  init(reading fields: inout FieldReader) {
    let volumes = fields.containerVolumes()
    container = fields.required(
      "container", .container(volumes: volumes), "The container that migrates, then ends (Container).")
    mode = fields.optional(
      "mode", .choice(placeholder: Mode.eachPod),
      """
      EachPod runs the migration in every pod, as an init container. OncePerVersion runs it as a Job, once for each \
      content of container, before any pod gets the new template; while it fails, the old pods stay as they are. The \
      default is EachPod.
      """)
    backoffLimit = fields.optional(
      "backoffLimit", .integer(0...100), "How often the Job of OncePerVersion tries again. The default is 3.")
    activeDeadlineSeconds = fields.optional(
      "activeDeadlineSeconds", .integer(1...Int(Int32.max)),
      "After how many seconds the Job of OncePerVersion counts as failed. The default is never.")
    let isJob = mode == .oncePerVersion
    fields.rule(
      "(has(self.mode) && self.mode == 'OncePerVersion') || !(has(self.backoffLimit) || has(self.activeDeadlineSeconds))",
      "backoffLimit and activeDeadlineSeconds need the mode OncePerVersion",
      about: "mode", holds: isJob || (backoffLimit == nil && activeDeadlineSeconds == nil))
  }
}
