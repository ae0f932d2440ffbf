import JSONTree

/// A field inside a list entry of somebody else's that is set all the same, since a pattern cannot work otherwise.
struct TouchedField: Sendable {
  /// In the API server's syntax.
  let field: String
  /// The list entry, such as `container "web" of Deployment/web`.
  let entry: String
  /// The field of the PodPattern, or of the target, because of which it is set.
  let wantedBy: FieldPath

  /// That it is set, and what follows.
  var warning: Warning {
    Warning(
      path: wantedBy,
      message:
        "sets \(field) in \(entry), which is its owner's; it is given back once this PodPattern no longer needs it")
  }

  /// The path of a field, or of an entry of a list, as the API server writes it.
  ///
  /// - Parameters:
  ///   - list: the fields that lead to a list.
  ///   - key: the fields of an entry that tell it from others, in the order of their names.
  ///   - entry: the entry of the list.
  ///   - fields: the fields that lead from there.
  static func path(_ list: [String], key: [String], of entry: JSON, _ fields: String...) -> String {
    let keys = key.map { "\($0)=\((entry[$0] ?? .null).serializedString())" }.joined(separator: ",")
    return "\(list.map { ".\($0)" }.joined())[\(keys)]\(fields.map { ".\($0)" }.joined())"
  }
}
