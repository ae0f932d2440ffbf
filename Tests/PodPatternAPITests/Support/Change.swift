// One change of the complete manifest, and what becomes of it.

import Testing
import JSONTree

struct Change: Sendable, CustomTestStringConvertible {
  let path: String
  /// The new value; `nil` removes the field.
  let value: JSON?
  /// What the user is told; nothing where the change is fine.
  let problems: [String]

  init(_ path: String, _ value: JSON?, _ problems: String...) {
    self.init(path, value, problems: problems)
  }

  init(_ path: String, _ value: JSON?, problems: [String]) {
    self.path = path
    self.value = value
    self.problems = problems
  }

  var testDescription: String { "\(path) = \(value?.serializedString() ?? "absent")" }
}
