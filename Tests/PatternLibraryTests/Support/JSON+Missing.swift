// What one value says and another does not, in the words of a failed test.

import JSONTree

extension JSON {
  /// Each member and element that another value does not have or has otherwise, with its path.
  func missing(in other: JSON?, at path: FieldPath = FieldPath()) -> [String] {
    switch (self, other) {
    case (.object(let members), .object(let others)):
      return members.sorted { $0.key < $1.key }.flatMap { $1.missing(in: others[$0], at: path.appending($0)) }
    case (.array(let elements), .array(let others)) where elements.count == others.count:
      return zip(elements, others).enumerated().flatMap { index, pair in
        pair.0.missing(in: pair.1, at: path.appending(index: index))
      }
    default:
      guard self != other else { return [] }
      return ["\(path): \(serializedString()), not \(other?.serializedString() ?? "there")"]
    }
  }
}
