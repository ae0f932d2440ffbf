import JSONTree

/// The one name under which the operator applies the objects that are its own.
let fieldManager = "podpattern"

/// What the API server records of our last apply to an object: enough to see, without a request, that nobody undid it.
enum ManagedFields {
  /// Leaves them out: they are often the half of an object.
  static let omitted = JSONFilter.everything.omitting("metadata", "managedFields")

  /// The fingerprint of our entry in `metadata.managedFields`: the fields we own and when we last changed one.
  ///
  /// Somebody who changes a field of ours takes it out of our entry, and somebody who applies in our name moves the
  /// entry's time: either way the fingerprint is another one. `nil` where we own nothing.
  static func fingerprint(of object: JSON, manager: String = fieldManager) -> Fingerprint? {
    guard
      let entry = object["metadata", "managedFields"]?.array?.first(where: {
        $0["manager"]?.string == manager && $0["operation"] == "Apply" && $0["subresource"] == nil
      })
    else { return nil }
    return Fingerprint(of: entry)
  }
}
