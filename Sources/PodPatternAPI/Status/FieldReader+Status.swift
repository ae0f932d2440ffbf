// The fields that the status of every kind has.

extension FieldReader {
  /// The generation that a status speaks of.
  mutating func observedGeneration() -> Int? {
    optional(
      "observedGeneration", .integer(0...Int.max).lenient,
      """
      The generation of this object that the status speaks of. While it is behind metadata.generation, the status is old.
      """)
  }

  /// The conditions that can be read.
  ///
  /// - Parameter text: what each of them means.
  mutating func conditions(_ text: String) -> [Condition] {
    optional("conditions", .lenientList(of: .object, count: 0...16), text) ?? []
  }
}
