// The wire form of a set of fields (structured-merge-diff, `fieldpath.Set`): objects in objects, whose keys are steps.

import JSONTree

extension FieldSet {
  /// Reads `fieldsV1`; keys that are no steps are skipped, as the API server skips those of newer versions.
  public init(fieldsV1: JSON) {
    for (key, value) in fieldsV1.object ?? [:] {
      guard let element = ManagedFieldPath.Element(fieldsV1Key: key) else { continue }
      let inner = FieldSet(fieldsV1: value)
      insert(Node(isMember: inner.nodes.isEmpty || value["."] != nil, inner: inner), at: element)
    }
  }

  /// The set as `fieldsV1`, with the members of each key sorted by their names.
  public var fieldsV1: JSON {
    var members: [String: JSON] = [:]
    for (element, node) in nodes {
      var value = node.inner.fieldsV1
      if node.isMember, !node.inner.nodes.isEmpty { value["."] = [:] }
      members[element.fieldsV1Key] = value
    }
    return .object(JSONObject(members))
  }
}

extension ManagedFieldPath.Element {
  /// Reads a key of `fieldsV1`: `f:name`, `k:{"name":"app"}`, `v:"text"` or `i:3`.
  init?(fieldsV1Key key: String) {
    let content = String(key.unicodeScalars.dropFirst(2))
    switch String(key.unicodeScalars.prefix(2)) {
    case "f:": self = .field(content)
    case "k:":
      guard case .object(let members)? = try? JSON.parse(content) else { return nil }
      self = .key(members)
    case "v:":
      guard let value = try? JSON.parse(content) else { return nil }
      self = .value(value)
    case "i:":
      guard let index = Int(content) else { return nil }
      self = .index(index)
    default: return nil
    }
    self = canonical
  }

  var fieldsV1Key: String {
    switch self {
    case .field(let name): "f:\(name)"
    case .key(let members): "k:\(JSON.object(members).serializedString())"
    case .value(let value): "v:\(value.serializedString())"
    case .index(let index): "i:\(index)"
    }
  }
}
