import JSONTree
import KubernetesClient

extension FuzzTarget {
  static let managedFieldPath = FuzzTarget("managed field path", corpus: Corpus.managedFieldPaths) { bytes, _ in
    guard let path = ManagedFieldPath(String(decoding: bytes, as: UTF8.self)) else { return nil }
    return ManagedFieldPath(path.description) == path ? nil : "written and read again, it is another path"
  }

  static let fieldSet = FuzzTarget("field set", corpus: Corpus.managedFields) { bytes, _ in
    guard case .array(let entries)? = try? JSON.parse(bytes) else { return nil }
    let ownership = FieldOwnership(of: extendedObject(managedFields: entries))
    let all = ownership.fields(of: "m").union(ownership.fields(ofOthersThan: "m"))
    guard FieldSet(fieldsV1: all.fieldsV1) == all else { return "written and read again, it is another set" }
    _ = extendedObject(managedFields: entries).withoutFields(ownedOnlyBy: "m")
    let shared = extendedObject(managedFields: entries + entries.map(ownedByAnother))
    return shared.withoutFields(ownedOnlyBy: "m") == shared ? nil : "it removes what another manager owns, too"
  }

  private static func extendedObject(managedFields: [JSON]) -> JSON {
    [
      "metadata": ["annotations": ["a.b/c": "x"], "managedFields": .array(managedFields)],
      "spec": ["ports": [["port": 80]], "set": ["x", 1], "list": [1, 2]],
    ]
  }

  private static func ownedByAnother(_ entry: JSON) -> JSON {
    var entry = entry
    entry["manager"] = "another"
    return entry
  }
}
