import JSONTree

/// Everything that is wrong with an object, in the order of its fields.
public struct ProblemList: Error, Sendable, Hashable {
  /// The problems; at least one.
  public let problems: [Problem]

  init(_ problems: [Problem]) { self.problems = problems }
}

extension ProblemList: CustomStringConvertible {
  /// One line for each problem.
  public var description: String { problems.map(\.description).joined(separator: "\n") }
}
