import Testing

@testable import PodPatternOperator

@Suite("The revisions of policies")
struct RevisionKeeperTests {
  @Test(
    "are counted on, whatever somebody has written into a member's label",
    arguments: [
      ([], 1), ([0], 1), ([1, 3], 4), ([2, .max], 3), ([Int(Int32.max)], 1), ([Int(Int32.max) - 1], Int(Int32.max)),
      ([-5], 1),
    ] as [(Set<Int>, Int)])
  func next(used: Set<Int>, number: Int) { #expect(RevisionKeeper.next(after: used) == number) }
}
