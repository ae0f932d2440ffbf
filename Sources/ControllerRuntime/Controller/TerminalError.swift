// Errors that trying again cannot mend.

/// Wraps an error that stays the same until something changes: the key is not tried again by itself.
public struct TerminalError: Error, Sendable, CustomStringConvertible {
  /// What went wrong.
  public let underlying: any Error

  /// Marks an error as terminal.
  public init(_ underlying: any Error) { self.underlying = underlying }

  /// What the underlying error says.
  public var description: String { "\(underlying)" }
}
