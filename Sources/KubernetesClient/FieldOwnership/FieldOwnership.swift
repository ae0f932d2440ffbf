import JSONTree

/// Who owns which fields of an object: its `metadata.managedFields`.
///
/// Entries of a subresource, such as a controller's of `status`, are nobody's here: a manager's entry of the object itself
/// is another one.
public struct FieldOwnership: Sendable {
  private struct Entry: Sendable {
    let index: Int
    let manager: String
    let isApply: Bool
    let fields: FieldSet
  }

  private let entries: [Entry]

  /// Reads the owners of an object; what is no entry with fields in the form `FieldsV1` is skipped.
  public init(of object: JSON) {
    entries = (object["metadata", "managedFields"]?.array ?? []).enumerated().compactMap { index, entry in
      guard let fields = entry["fieldsV1"], entry["subresource"]?.string?.isEmpty != false else { return nil }
      return Entry(
        index: index, manager: entry["manager"]?.string ?? "", isApply: entry["operation"] == "Apply",
        fields: FieldSet(fieldsV1: fields))
    }
  }

  /// The fields that a manager has applied.
  public func fields(of manager: String) -> FieldSet { union { $0.isApply && $0.manager == manager } }

  /// The fields that anybody else has applied or changed; what the manager has changed by other means than apply counts
  /// as well, since an apply does not take it back.
  public func fields(ofOthersThan manager: String) -> FieldSet { union { !$0.isApply || $0.manager != manager } }

  /// The fields of all.
  public var allFields: FieldSet { union { _ in true } }

  /// Who owns the path or something below it, sorted, each once.
  public func managers(of path: ManagedFieldPath) -> [String] {
    managers { $0.intersects(path) }
  }

  /// The managers for one of whose entries something holds, sorted, each once.
  func managers(where holds: (FieldSet) -> Bool) -> [String] {
    Set(entries.filter { holds($0.fields) }.map(\.manager)).sorted()
  }

  /// Where in `metadata.managedFields` the entry of what a manager has applied is; `nil` where there is none.
  public func index(of manager: String) -> Int? {
    entries.first { $0.isApply && $0.manager == manager }?.index
  }

  private func union(where isIncluded: (Entry) -> Bool) -> FieldSet {
    entries.filter(isIncluded).reduce(FieldSet()) { $0.union($1.fields) }
  }
}
