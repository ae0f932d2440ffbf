import JSONTree

/// The strategic merge patch of Helm and `kubectl apply`: what differs between the live object and the new manifest, and
/// the removal of what only the last manifest had.
enum ThreeWayMerge {
  /// The fields by which elements of lists are told apart (`patchMergeKey` of the Kubernetes API).
  private static let mergeKeys = [
    "containers": "name", "initContainers": "name", "volumes": "name", "env": "name", "volumeMounts": "mountPath",
  ]

  /// The key of a list; ports are told apart by one field in containers, and by another one in Services.
  private static func mergeKey(_ list: String, _ elements: JSON?) -> String? {
    guard list == "ports" else { return mergeKeys[list] }
    return elements?.array?.first?["containerPort"] == nil ? "port" : "containerPort"
  }

  /// The patch; an empty object where there is nothing to do.
  static func patch(original: JSON, modified: JSON, live: JSON) -> JSON {
    var patch: JSONObject = [:]
    for (key, wanted) in modified.object ?? [:] {
      guard let change = change(key, original: original[key], wanted: wanted, live: live[key]) else { continue }
      patch[key] = change
      // Without it the server puts what is new before what is there.
      if let mergeKey = mergeKey(key, wanted), live[key] != nil {
        patch["$setElementOrder/\(key)"] = .array((wanted.array ?? []).map { [mergeKey: $0[mergeKey] ?? .null] })
      }
    }
    for key in (original.object ?? [:]).keys where modified[key] == nil && live[key] != nil { patch[key] = .null }
    return .object(patch)
  }

  private static func change(_ key: String, original: JSON?, wanted: JSON, live: JSON?) -> JSON? {
    guard let live else { return wanted }
    if wanted.object != nil, live.object != nil {
      let patch = patch(original: original ?? [:], modified: wanted, live: live)
      return patch == [:] ? .none : .some(patch)
    }
    if let mergeKey = mergeKey(key, wanted), let elements = wanted.array {
      let patch = list(
        by: mergeKey, original: original?.array ?? [], modified: elements, live: live.array ?? [])
      return patch.isEmpty ? .none : .some(.array(patch))
    }
    return wanted == live ? .none : .some(wanted)
  }

  private static func list(by key: String, original: [JSON], modified: [JSON], live: [JSON]) -> [JSON] {
    let find = { (elements: [JSON], wanted: JSON) in elements.first { $0[key] == wanted[key] } }
    let changes = modified.compactMap { element -> JSON? in
      guard let present = find(live, element) else { return element }
      var patch = patch(original: find(original, element) ?? [:], modified: element, live: present)
      guard patch != [:] else { return .none }
      patch[key] = element[key]
      return patch
    }
    let removals = original.filter { find(modified, $0) == nil && find(live, $0) != nil }.map { element in
      JSON.object(["$patch": "delete", key: element[key] ?? .null])
    }
    return changes + removals
  }
}
