// Reading JSON text (RFC 8259) into a tree, in one pass over the bytes.

/// What is wrong with a JSON text, and where.
public struct JSONParsingError: Error, Sendable, Hashable, CustomStringConvertible {
  /// What was expected, or what is not allowed.
  public let message: String
  /// The position in the text, in bytes from its start.
  public let offset: Int

  /// The position and the message in one text.
  public var description: String { "invalid JSON at byte \(offset): \(message)" }
}

extension JSON {
  /// How deeply arrays and objects may be nested; the same limit as Go's `encoding/json`, which the API server uses,
  /// is 10,000, but no Kubernetes object comes near it and every level costs stack.
  public static let maximumDepth = 256

  /// Reads one JSON value with nothing but white space around it.
  ///
  /// Of two members with one name the last counts, as it does for the API server.
  ///
  /// - Throws: ``JSONParsingError`` where the text is not JSON, not UTF-8, or nested deeper than ``maximumDepth``.
  public static func parse(_ bytes: [UInt8]) throws(JSONParsingError) -> JSON {
    let result = bytes.withUnsafeBufferPointer { buffer in
      Result { () throws(JSONParsingError) in try parse(UnsafeRawBufferPointer(buffer)) }
    }
    return try result.get()
  }

  /// Reads one JSON value from a text.
  ///
  /// - Throws: ``JSONParsingError`` as ``parse(_:)-([UInt8])`` does.
  public static func parse(_ text: String) throws(JSONParsingError) -> JSON {
    try parse(Array(text.utf8))
  }

  /// Reads one JSON value from memory that stays valid during the call.
  ///
  /// - Throws: ``JSONParsingError`` as ``parse(_:)-([UInt8])`` does.
  ///
  /// - Parameter filter: which parts of it are kept. Texts inside what is left out are not checked to be UTF-8.
  public static func parse(
    _ bytes: UnsafeRawBufferPointer, keeping filter: JSONFilter = .everything
  ) throws(JSONParsingError) -> JSON {
    var parser = JSONParser(bytes: bytes)
    let value = try parser.parseValue(depth: 0, filter.isEverything ? nil : filter)
    try parser.expectEnd()
    return value
  }
}
