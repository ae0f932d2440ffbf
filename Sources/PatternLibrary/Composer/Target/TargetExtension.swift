import JSONTree

/// What a `PodPattern` adds to one object of somebody else's; nothing but the object's name where it adds nothing to it.
public struct TargetExtension: Sendable, Hashable {
  /// What is to be applied server-side: `apiVersion`, `kind`, name and namespace, and the added fields alone.
  public let object: JSON
  /// The fields inside list entries of the owner's that are set all the same, in the API server's syntax, such as
  /// `.spec.template.spec.containers[name="app"].env[name="http.port"]`.
  public let touched: [String]
  /// The names of the containers that are added.
  public let containers: [String]
}
