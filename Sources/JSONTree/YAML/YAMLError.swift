/// What is wrong with a YAML text, and where.
public struct YAMLError: Error, Sendable, Hashable {
  /// The line, counted from 1.
  public let line: Int
  /// The character of the line, counted from 1.
  public let column: Int
  /// What is wrong, or what to write instead.
  public let message: String
}

extension YAMLError: CustomStringConvertible {
  /// One line such as `invalid YAML at line 3, column 5: the key "name" is there twice`.
  public var description: String { "invalid YAML at line \(line), column \(column): \(message)" }
}
