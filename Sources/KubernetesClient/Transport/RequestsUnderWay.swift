import Synchronization

/// How many requests are under way: while there are many, nobody has time for the next event of a watch.
final class RequestsUnderWay: Sendable {
  private static let many = 4

  private let count = Atomic(0)

  /// Whether so many are under way that there is no hurry to learn of what else there is to do.
  var areMany: Bool { count.load(ordering: .relaxed) >= Self.many }

  func begin() { count.wrappingAdd(1, ordering: .relaxed) }

  func end() { count.wrappingSubtract(1, ordering: .relaxed) }
}
