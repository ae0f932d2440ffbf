import JSONTree

/// An object that the operator applied, or extended, for a PodPattern.
public struct InventoryEntry: Sendable, Hashable {
  /// The object's group and version.
  public var apiVersion: String
  /// The object's kind.
  public var kind: String
  /// The object's name; its namespace is the PodPattern's.
  public var name: String
  /// The object's uid, so that only this very object is ever deleted; `nil` before the API server told it.
  public var uid: String?
  /// A checksum of what was applied; `nil` before it was.
  public var applied: String?
  /// A checksum of the fields that the object then had from us; `nil` before it was applied.
  public var fields: String?
  /// Whether the object is somebody else's and only has something added by us: it is given back, and never deleted.
  public var extended: Bool

  /// An entry for an object.
  public init(
    apiVersion: String, kind: String, name: String, uid: String? = nil, applied: String? = nil, fields: String? = nil,
    extended: Bool = false
  ) {
    self.apiVersion = apiVersion
    self.kind = kind
    self.name = name
    self.uid = uid
    self.applied = applied
    self.fields = fields
    self.extended = extended
  }

  /// The entry as the API server takes it.
  public var json: JSON {
    var json: JSON = ["apiVersion": .string(apiVersion), "kind": .string(kind), "name": .string(name)]
    json["uid"] = uid.map(JSON.string)
    json["applied"] = applied.map(JSON.string)
    json["fields"] = fields.map(JSON.string)
    if extended { json["extended"] = true }
    return json
  }
}

extension InventoryEntry: Fragment {
  init(reading reader: inout FieldReader) {
    reader.ignoreUnknownFields()
    apiVersion = reader.required("apiVersion", .string(.token), "The object's group and version, such as apps/v1.")
    kind = reader.required("kind", .string(.token), "The object's kind, such as Deployment.")
    name = reader.required("name", .string(.subdomain), "The object's name.")
    uid = reader.optional(
      "uid", .string(.token), "The object's uid, so that a later object of the same name is never removed.")
    applied = reader.optional("applied", .string(.token), "A checksum of what was applied.")
    fields = reader.optional(
      "fields", .string(.token), "A checksum of the fields that the operator owned after it applied the object.")
    extended =
      reader.optional(
        "extended", .boolean,
        "Whether the object is somebody else's, and only extended. It is then given back, and never deleted.") ?? false
  }
}
