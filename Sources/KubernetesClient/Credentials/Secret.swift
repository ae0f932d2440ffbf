/// A text that must not show: its descriptions say only that it is there, however it comes to be printed.
public struct Secret: Sendable, Hashable {
  /// The text itself, for the one place that sends it.
  public let value: String

  /// Keeps a text.
  public init(_ value: String) { self.value = value }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// Always `[redacted]`.
  public var description: String { "[redacted]" }
  /// Always `[redacted]`.
  public var debugDescription: String { description }
  /// Shows no children, so that `dump` and test failures show none either.
  public var customMirror: Mirror { Mirror(self, children: []) }
}
