import JSONTree

/// The columns of `kubectl get`.
enum PrinterColumn {
  /// How old the object is.
  static let age: JSON = ["name": "Age", "type": "date", "jsonPath": ".metadata.creationTimestamp"]

  /// Why the object is as it is; shown with `-o wide` alone.
  static let message: JSON = [
    "name": "Message", "type": "string", "jsonPath": .string(readyCondition("message")), "priority": 1,
    "description": "Why, and what to do.",
  ]

  /// Whether the object is ready.
  static func ready(_ text: String) -> JSON { column("Ready", readyCondition("status"), text) }

  /// The value at a path of the object.
  static func column(_ name: String, _ path: String, type: String = "string", _ text: String) -> JSON {
    ["name": .string(name), "type": .string(type), "jsonPath": .string(path), "description": .string(text)]
  }

  private static func readyCondition(_ field: String) -> String {
    ".status.conditions[?(@.type==\"Ready\")].\(field)"
  }
}
