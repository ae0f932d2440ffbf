// The status, and the fields that it has in every kind.
import JSONTree

extension FieldReader {
  /// What the operator writes. Until it has done so the generation in it is that of no object, so that tools that follow kstatus do
  /// not take an object for ready that nobody has looked at.
  mutating func status<Status: Fragment>() -> Status? {
    optional(
      "status", .object.lenient, initially: ["observedGeneration": -1],
      "What the operator did and found. Written by the operator; read-only for everyone else.")
  }

  /// The generation that a status speaks of.
  mutating func observedGeneration() -> Int? {
    optional(
      "observedGeneration", .integer(-1...Int.max).lenient,
      """
      The generation of this object that the status speaks of. While it is behind metadata.generation, the status is old; \
      it is -1 until the operator has looked.
      """)
  }

  /// The conditions that can be read.
  ///
  /// - Parameter text: what each of them means.
  mutating func conditions(_ text: String) -> [Condition] {
    optional("conditions", .lenientList(of: .object, count: 0...16), text) ?? []
  }
}
