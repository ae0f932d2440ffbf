/// What a create, update or patch does beyond its object.
public struct WriteOptions: Sendable, Hashable {
  /// The field manager to record; `nil` for the client's own.
  public var fieldManager: String?
  /// Whether the server only checks the request and answers what would come of it.
  public var dryRun: Bool

  /// Options that write, in the client's own name, unless told otherwise.
  public init(fieldManager: String? = nil, dryRun: Bool = false) {
    self.fieldManager = fieldManager
    self.dryRun = dryRun
  }
}

/// What a server-side apply does beyond its object.
public struct ApplyOptions: Sendable, Hashable {
  /// The field manager that owns what is applied; 1 to 128 printable characters.
  public var fieldManager: String
  /// Whether fields that other managers own are taken from them; otherwise the server answers with a conflict.
  public var force: Bool
  /// Whether the server only checks the request and answers what would come of it.
  public var dryRun: Bool
  /// The part of the object that is applied, such as `status`; `nil` for the object.
  public var subresource: String?

  /// Options for an apply in the name of a manager.
  public init(fieldManager: String, force: Bool = false, dryRun: Bool = false, subresource: String? = nil) {
    self.fieldManager = fieldManager
    self.force = force
    self.dryRun = dryRun
    self.subresource = subresource
  }
}
