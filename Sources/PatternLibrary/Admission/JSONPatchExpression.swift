import JSONTree

/// A CEL expression that yields a list of JSON patch operations (`JSONPatch` of a MutatingAdmissionPolicy).
///
/// ApplyConfiguration cannot do this work: the API server refuses one that sets a list or map without keys, such as a
/// container's `command` or `capabilities.drop`, even in an entry that it adds.
struct JSONPatchExpression: Sendable, Hashable {
  /// The CEL text.
  private(set) var text: String

  /// One operation that adds a value, or replaces the one that is there.
  static func add(_ value: JSON, at place: Place) -> JSONPatchExpression {
    JSONPatchExpression(text: "[JSONPatch{op: \"add\", path: \(place.expression), value: \(CEL.value(value))}]")
  }

  /// One operation that removes the value that is there.
  static func remove(_ place: Place) -> JSONPatchExpression {
    JSONPatchExpression(text: "[JSONPatch{op: \"remove\", path: \(place.expression)}]")
  }

  /// Several expressions one after another.
  static func all(_ parts: [JSONPatchExpression]) -> JSONPatchExpression {
    JSONPatchExpression(text: parts.map(\.text).joined(separator: " + "))
  }

  /// The operations, unless a condition holds.
  func unless(_ condition: String) -> JSONPatchExpression {
    JSONPatchExpression(text: "(\(condition) ? [] : \(text))")
  }

  /// The operations, only where a condition holds.
  func when(_ condition: String) -> JSONPatchExpression {
    JSONPatchExpression(text: "(\(condition) ? \(text) : [])")
  }

  /// The mutation as it stands in a policy.
  var mutation: JSON { ["patchType": "JSONPatch", "jsonPatch": ["expression": .string(text)]] }

  /// Where in a Pod a value stands (a JSON pointer, RFC 6901).
  struct Place: Sendable {
    /// The CEL text.
    let expression: String

    /// A place in the Pod.
    static func inPod(_ keys: String...) -> Place { Place(expression: CEL.string(pointer(keys))) }

    /// A place in the application's container.
    static func inApplication(_ keys: [String]) -> Place {
      Place(expression: "variables.path + \(CEL.string(pointer(keys)))")
    }

    private static func pointer(_ keys: [String]) -> String {
      keys.map { "/" + $0.replacing("~", with: "~0").replacing("/", with: "~1") }.joined()
    }
  }
}
