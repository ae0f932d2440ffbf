import JSONTree

extension TargetExtension {
  /// The object as it is once the extension is applied: merged by the keys by which server-side apply merges the lists
  /// that an extension can have.
  ///
  /// - Parameter target: the object as its owner wants it.
  public func applied(to target: JSON) -> JSON { target.merging(object, listsIn: nil) }
}

extension JSON {
  /// The lists of pods and Services that are merged, and what tells their elements apart; all others are replaced
  /// (`x-kubernetes-list-map-keys` of Kubernetes' own types).
  private static let listKeys: [String: [String]] = [
    "containers": ["name"], "initContainers": ["name"], "volumes": ["name"], "env": ["name"],
    "volumeMounts": ["mountPath"], "ports": ["containerPort", "port", "protocol"],
  ]

  /// - Parameter field: the name of the field that the value is of; `nil` for the object itself.
  fileprivate func merging(_ other: JSON, listsIn field: String?) -> JSON {
    if let members = object, let others = other.object {
      let merged = others.map { ($0.key, members[$0.key]?.merging($0.value, listsIn: $0.key) ?? $0.value) }
      return .object(members.merging(JSONObject(merged)) { $1 })
    }
    guard let elements = array, let others = other.array, let keys = field.flatMap({ Self.listKeys[$0] }) else {
      return other
    }
    return .array(elements.merging(others, keys: keys))
  }

  fileprivate func identity(_ keys: [String]) -> [JSON] {
    keys.map { self[$0] ?? ($0 == "protocol" ? "TCP" : .null) }
  }
}

extension [JSON] {
  /// Each element with what the other list has of it, then the other elements of the other list.
  fileprivate func merging(_ others: [JSON], keys: [String]) -> [JSON] {
    var result = self
    for other in others {
      let identity = other.identity(keys)
      if let index = result.firstIndex(where: { $0.identity(keys) == identity }) {
        result[index] = result[index].merging(other, listsIn: nil)
      } else {
        result.append(other)
      }
    }
    return result
  }
}
