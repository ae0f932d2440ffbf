import PatternLibrary

/// The labels and annotations by which policies and what they make find each other.
enum PolicyMarks {
  /// A member's label with the name of its policy.
  static let policy = Labels.policy
  /// A member's label with the number of the revision that it has.
  static let revision = "podpattern.dev/policy-revision"
  /// A member's label with the delivery of which it is.
  static let delivery = "podpattern.dev/policy-delivery"
  /// A member's annotation with the time at which it got its revision, in RFC 3339.
  static let since = "podpattern.dev/policy-revision-since"
  /// A member's annotation with the uid of its policy, where no owner reference says it.
  static let owner = "podpattern.dev/policy-uid"
  /// The field manager of what policies write.
  static let manager = "podpattern-policy"
}
