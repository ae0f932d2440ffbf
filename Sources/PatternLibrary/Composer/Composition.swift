import JSONTree

/// What composing a `PodPattern` yields: all that is to be applied, or everything that is wrong with it.
public enum Composition: Sendable, Hashable {
  /// The PodPattern's own objects in the order in which to apply them (Jobs, ConfigMaps, Service, Deployment, monitors),
  /// what it adds to those of somebody else (the workload, then the Service if one is named), and what to tell the user.
  case success(objects: [JSON], extensions: [TargetExtension], warnings: [Warning])
  /// Every problem that was found; at least one.
  case failure(problems: [Problem])
}

/// Something that the API server will accept and that would hardly work as meant.
public struct Warning: Sendable, Hashable, CustomStringConvertible {
  /// The field to look at.
  public let path: FieldPath
  /// What will happen, and what to do.
  public let message: String

  /// A warning about the value at a path.
  public init(path: FieldPath, message: String) {
    self.path = path
    self.message = message
  }

  /// One line such as `spec.workload.service.ports[0]: has no name …`.
  public var description: String { "\(path): \(message)" }
}
