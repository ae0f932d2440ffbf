/// A field that a server-side apply wanted to set and that another field manager owns.
public struct FieldConflict: Sendable, Hashable {
  /// The manager that owns the field; empty where the server's text does not name it.
  public let manager: String
  /// The field as the server writes it, such as `.spec.replicas` or `.spec.containers[name="app"].image`.
  public let field: String
  /// The server's whole text about this field.
  public let message: String
}

extension FieldConflict: CustomStringConvertible {
  /// The field and its owner: `.spec.replicas (owned by "kubectl")`.
  public var description: String { "\(field) (owned by \"\(manager)\")" }
}

extension Status {
  /// The fields that other managers own, where an apply was refused for them; each cause of `FieldManagerConflict`.
  public var conflicts: [FieldConflict] {
    details.causes.filter { $0.reason == "FieldManagerConflict" }.map { cause in
      FieldConflict(
        manager: Self.quotedManager(in: cause.message) ?? "", field: cause.field, message: cause.message)
    }
  }

  /// The server writes `conflict with "NAME" using apps/v1`, the name quoted as Go's `%q` does.
  private static func quotedManager(in message: String) -> String? {
    let marker = "conflict with "
    guard message.hasPrefix(marker) else { return nil }
    return String.readingGoQuoted(message[...].unicodeScalars.dropFirst(marker.unicodeScalars.count))?.text
  }
}
