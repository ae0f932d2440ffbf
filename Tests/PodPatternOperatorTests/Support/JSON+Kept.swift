import JSONTree

extension JSON {
  /// What is left of it when its text is read through a filter.
  func kept(by filter: JSONFilter) throws -> JSON {
    try serialized().withUnsafeBytes { try JSON.parse($0, keeping: filter) }
  }
}
