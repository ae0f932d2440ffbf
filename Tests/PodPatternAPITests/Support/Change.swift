// One change of a complete manifest, and what becomes of it.

import JSONTree
import Testing

struct Change: Sendable, CustomTestStringConvertible {
  /// The complete manifest, as YAML.
  private(set) var base = Sample.complete
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

  /// The same change of another complete manifest.
  func of(_ base: String) -> Change {
    var change = self
    change.base = base
    return change
  }

  /// The manifest with the change.
  func manifest() throws -> JSON { try Sample.manifest(path, value, of: Sample.parse(base)) }

  var testDescription: String { "\(path) = \(value?.serializedString() ?? "absent")" }
}
