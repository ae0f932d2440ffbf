import JSONTree

/// Everything that is wrong with a client's configuration.
public struct ConfigurationError: Error, Sendable, Hashable {
  /// One thing that is wrong.
  public struct Issue: Sendable, Hashable {
    /// The file or environment variable that is meant.
    public let source: String
    /// The field, the value and what is allowed, where the source has fields.
    public let problem: Problem?
    /// The text for people.
    public let message: String

    /// An issue with a source as a whole.
    init(source: String, message: String) {
      self.source = source
      self.problem = nil
      self.message = message
    }

    /// An issue with one field of a source.
    init(source: String, problem: Problem) {
      self.source = source
      self.problem = problem
      self.message = problem.description
    }
  }

  /// All that is wrong; never empty.
  public let issues: [Issue]

  init(issues: [Issue]) { self.issues = issues }

  init(source: String, message: String) { self.init(issues: [Issue(source: source, message: message)]) }
}

extension ConfigurationError: CustomStringConvertible {
  /// One line for each issue: `SOURCE: users[0].user.exec: Forbidden: …`.
  public var description: String { issues.map { "\($0.source): \($0.message)" }.joined(separator: "\n") }
}
