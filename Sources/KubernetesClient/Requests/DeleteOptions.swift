import JSONTree

/// What must be true of an object for it to be deleted; otherwise the server answers with a conflict.
public struct Preconditions: Sendable, Hashable {
  /// The UID that the object must have, so that a later one of the same name is left alone.
  public var uid: String?
  /// The resource version that the object must have, so that one that was changed meanwhile is left alone.
  public var resourceVersion: String?

  /// The conditions that are given.
  public init(uid: String? = nil, resourceVersion: String? = nil) {
    self.uid = uid
    self.resourceVersion = resourceVersion
  }

  /// No conditions.
  public static let none = Preconditions()
}

/// What happens to the objects that a deleted object owns.
public enum PropagationPolicy: String, Sendable, Hashable {
  /// They are deleted after it.
  case background = "Background"
  /// They are deleted before it.
  case foreground = "Foreground"
  /// They stay.
  case orphan = "Orphan"
}

/// The body of a delete: `meta/v1.DeleteOptions`.
func deleteOptions(_ preconditions: Preconditions, _ propagation: PropagationPolicy?, dryRun: Bool) -> JSON {
  var options: JSONObject = ["apiVersion": "v1", "kind": "DeleteOptions"]
  var conditions: JSONObject = [:]
  conditions["uid"] = preconditions.uid.map(JSON.string)
  conditions["resourceVersion"] = preconditions.resourceVersion.map(JSON.string)
  if !conditions.isEmpty { options["preconditions"] = .object(conditions) }
  options["propagationPolicy"] = propagation.map { .string($0.rawValue) }
  if dryRun { options["dryRun"] = ["All"] }
  return .object(options)
}
