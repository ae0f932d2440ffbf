// What a controller tells the people who look at an object.

/// Something that happened to an object, in the terms of `events.k8s.io/v1`.
public struct Event: Sendable, Hashable {
  /// Whether somebody has to look at it.
  public enum Kind: String, Sendable {
    /// As it should be.
    case normal = "Normal"
    /// Not as it should be.
    case warning = "Warning"
  }

  /// The object that it happened to.
  public let regarding: ObjectReference
  /// A second object that has to do with it.
  public let related: ObjectReference?
  /// Whether somebody has to look at it.
  public let kind: Kind
  /// Why it happened: one word in CamelCase, out of few, for programs to tell events apart.
  public let reason: String
  /// What was done: one word in CamelCase, out of few.
  public let action: String
  /// What happened, for people; at most ``maximumNoteLength`` bytes.
  public let note: String

  /// The longest note that the API server takes, in bytes of UTF-8.
  public static let maximumNoteLength = 1024

  /// An event.
  ///
  /// - Parameters:
  ///   - kind: Whether somebody has to look at it.
  ///   - regarding: The object that it happened to.
  ///   - related: A second object that has to do with it.
  ///   - reason: Why it happened: one word in CamelCase.
  ///   - action: What was done: one word in CamelCase.
  ///   - note: What happened, for people; without secrets, since whoever may read events reads it. A longer one is cut off.
  public init(
    _ kind: Kind, regarding: ObjectReference, related: ObjectReference? = nil, reason: String, action: String,
    note: String
  ) {
    self.kind = kind
    self.regarding = regarding
    self.related = related
    self.reason = reason
    self.action = action
    self.note = Self.shortened(note)
  }

  private static func shortened(_ note: String) -> String {
    guard note.utf8.count > maximumNoteLength else { return note }
    var bytes = 0
    let kept = note.unicodeScalars.prefix { scalar in
      bytes += scalar.utf8.count
      return bytes <= maximumNoteLength - "…".utf8.count
    }
    return String(kept) + "…"
  }
}
