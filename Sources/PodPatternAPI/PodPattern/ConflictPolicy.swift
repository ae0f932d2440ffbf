/// What a field of the target means that somebody else has set to another value than the patterns need.
public enum ConflictPolicy: String, Sendable, Hashable, CaseIterable {
  /// Nothing is changed, and the status tells who has set which field.
  case fail = "Fail"
  /// The field is taken from whoever has set it.
  case force = "Force"
}
